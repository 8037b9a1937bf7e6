import type { Kernel, UserProgram } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { type AwkArguments, AwkUsageError, readArguments } from "./awk/arguments.ts";
import { AwkError } from "./awk/awk-error.ts";
import { usageText, VERSION } from "./awk/help-text.ts";
import { assign } from "./awk/main-input.ts";
import { parseProgram } from "./awk/parser.ts";
import { CompiledProgram, errorOf } from "./awk/run.ts";
import { inputValue, Runtime } from "./awk/runtime.ts";
import { ProgramError, type Source } from "./awk/source.ts";
import { isDirectory } from "./program/file-kinds.ts";

/* https://www.gnu.org/software/gawk */

const ASSIGNMENT = /^([A-Za-z_][A-Za-z_0-9]*)=(.*)$/s;

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
  const runtime = new Runtime(process, kernel);
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
  const sources: Source[] = [];
  for (const { kind, value } of given.sources)
    sources.push({
      name: kind === "text" ? "cmd. line" : value,
      text: kind === "text" ? value : await sourceText(process, kernel, value),
    });
  setVariables(runtime, given);
  const tree = parseProgram(sources, (warning) => runtime.say(warning));
  const program = new CompiledProgram(runtime, tree);
  // No statement has run yet.
  runtime.place = "";
  await program.run();
}

/** @throws AwkError */
async function sourceText(process: Process, kernel: Kernel, file: string): Promise<string> {
  try {
    if (file !== "-" && file !== "/dev/stdin" && isDirectory(kernel.filesOf(process).stat(file)))
      throw new AwkError(`cannot read source file \`${file}': Is a directory`, { hasPlace: false });
    const fd = file === "-" ? 0 : process.descriptors.add(kernel.filesOf(process).open(file, { access: "read" }, 0));
    const chunks: Uint8Array[] = [];
    for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) chunks.push(chunk);
    if (fd !== 0) process.descriptors.close(fd);
    return decodeUtf8(concatBytes(chunks), "escape");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new AwkError(`cannot open source file \`${file}' for reading: ${error.message}`, { hasPlace: false });
  }
}

function setVariables(runtime: Runtime, { separator, assignments, operands }: AwkArguments): void {
  const { variables, process } = runtime;
  const environment = variables.array("ENVIRON");
  for (const [name, value] of process.env) environment.set(name, inputValue(value));
  const list = variables.array("ARGV");
  for (const [at, operand] of [process.args[0] ?? "awk", ...operands].entries())
    list.set(String(at), inputValue(operand));
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
    assign(runtime, name, value);
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
