import type { UserProgram } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { type AwkArguments, AwkUsageError, readArguments } from "./awk/arguments.ts";
import { AwkError } from "./awk/awk-error.ts";
import { byteText, textAsBytes } from "./awk/byte-text.ts";
import { usageText, VERSION } from "./awk/help-text.ts";
import { assign } from "./awk/main-input.ts";
import { parseProgram } from "./awk/parser.ts";
import { ProgramSources } from "./awk/program-sources.ts";
import { CompiledProgram, errorOf } from "./awk/run.ts";
import { inputValue, Runtime } from "./awk/runtime.ts";
import { ProgramError } from "./awk/source.ts";

/* https://www.gnu.org/software/gawk */

const ASSIGNMENT = /^((?:[A-Za-z_][A-Za-z_0-9]*::)?[A-Za-z_][A-Za-z_0-9]*)=(.*)$/s;

export const awk: UserProgram = async (process, kernel) => {
  const name = process.args[0] ?? "awk";
  let given: AwkArguments;
  try {
    given = readArguments(process.args.slice(1));
  } catch (error) {
    if (!(error instanceof AwkUsageError)) throw error;
    return failUsage(process, error);
  }
  if (given.asked !== undefined) {
    await process.print(given.asked === "help" ? usageText(name) : VERSION);
    return 0;
  }
  const runtime = new Runtime(process, kernel, given);
  try {
    await runProgram(runtime, given);
    await runtime.files.closeAll();
  } catch (error) {
    return await fail(runtime, errorOf(error));
  }
  return runtime.exitStatus;
};

async function failUsage(process: Process, { message }: AwkUsageError): Promise<number> {
  const name = process.args[0] ?? "awk";
  await process.printError(`${message === "" ? "" : `${name}: ${message}\n`}${usageText(name)}`);
  return 1;
}

async function runProgram(runtime: Runtime, given: AwkArguments): Promise<void> {
  const { process, kernel } = runtime;
  if (given.refused !== undefined) throw new AwkError(given.refused, { hasPlace: false });
  const program = new ProgramSources(process, kernel, (bytes) =>
    given.asBytes ? byteText(bytes) : decodeUtf8(bytes, "escape"),
  );
  await program.read(given.sources, (text) => (given.asBytes ? textAsBytes(text) : text));
  setVariables(runtime, given);
  const tree = parseProgram(program.sources, given.dialect, (warning) => runtime.say(warning));
  const compiled = new CompiledProgram(runtime, tree, program.editsInPlace);
  // No statement has run yet.
  runtime.place = "";
  try {
    await compiled.run();
  } catch (error) {
    compiled.abandon();
    throw error;
  }
}

function setVariables(runtime: Runtime, { separator, assignments, operands }: AwkArguments): void {
  const { variables, process, asBytes } = runtime;
  const given = (text: string) => inputValue(asBytes ? textAsBytes(text) : text);
  const environment = variables.array("ENVIRON");
  for (const [name, value] of process.env) environment.set(name, given(value));
  const list = variables.array("ARGV");
  for (const [at, operand] of [process.args[0] ?? "awk", ...operands].entries()) list.set(String(at), given(operand));
  variables.cell("ARGC").value = operands.length + 1;
  const info = variables.array("PROCINFO");
  for (const [name, value] of [
    ["version", "5.2.1"],
    ["platform", "posix"],
    ["FS", "FS"],
    ["strftime", "%a %b %e %H:%M:%S %Z %Y"],
  ] as const)
    info.set(name, value);
  for (const [name, value] of [
    ["pid", process.pid],
    ["ppid", process.ppid],
    ["uid", 0],
    ["euid", 0],
    ["gid", 0],
    ["egid", 0],
  ] as const)
    info.set(name, value);
  for (const assignment of assignments) {
    const [, name, value = ""] = ASSIGNMENT.exec(assignment) ?? [];
    if (name === undefined)
      throw new AwkUsageError(`\`${assignment}' argument to \`-v' not in \`var=value' form
`);
    assign(runtime, name, asBytes ? textAsBytes(value) : value);
  }
  if (separator !== undefined) assign(runtime, "FS", separator);
}

async function fail(runtime: Runtime, error: unknown): Promise<number> {
  const { process, name } = runtime;
  if (error instanceof AwkUsageError) return failUsage(process, error);
  if (error instanceof ProgramError) {
    await process.printError(error.lines.map((line) => `${name}: ${line}\n`).join(""));
    return error.status;
  }
  if (error instanceof SystemError) {
    await process.printError(`${name}: fatal: cannot write: ${error.message}\n`);
    return 2;
  }
  if (!(error instanceof AwkError)) throw error;
  await runtime.files.flush();
  const place = error.hasPlace ? runtime.where : "";
  await process.printError(`${name}: ${place}fatal: ${error.message}\n`);
  await runtime.files.closeAll();
  return error.status;
}
