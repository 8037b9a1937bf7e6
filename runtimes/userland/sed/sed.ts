import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { helpText, type Usage } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { AppendedFiles } from "./appended-files.ts";
import type { Script } from "./command.ts";
import { DebugTrace } from "./debug-trace.ts";
import { Executor } from "./executor.ts";
import { InPlaceFiles } from "./in-place-files.ts";
import { Input } from "./input.ts";
import { PANIC } from "./output-file.ts";
import { OutputFiles } from "./output-files.ts";
import { ScriptParser } from "./script-parser.ts";
import { BAD_USAGE } from "./script-reader.ts";
import { ShellCommands } from "./shell-commands.ts";

/* https://www.gnu.org/software/sed/manual/sed.html. */

const OPTIONS = {
  quiet: { letters: "n", about: "print only what commands print" },
  silent: { about: "like --quiet" },
  expression: { letters: "e", value: "SCRIPT", about: "add these commands" },
  file: { letters: "f", value: "FILE", about: "add the commands in FILE" },
  "regexp-extended": { letters: "Er", about: "regular expressions are extended ones" },
  "in-place": {
    letters: "i",
    value: "[SUFFIX]",
    isAttachable: true,
    about: "put what is printed in the place of each FILE, which is kept with the SUFFIX if there is one",
  },
  "follow-symlinks": { about: "with -i, change the files that links name, not the links" },
  "line-length": { letters: "l", value: "N", about: "fold the lines of `l` at N columns; 0: don't" },
  "null-data": { letters: "z", about: "lines end with NUL" },
  "zero-terminated": {},
  separate: { letters: "s", about: "take each FILE for itself" },
  unbuffered: { letters: "u", about: "read no more than needed, and print each line at once" },
  posix: { about: "without what GNU adds" },
  debug: { about: "tell what the script is, and what each command makes of a line" },
  sandbox: { about: "refuse commands that name files" },
  binary: { letters: "b" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const USAGE: Usage = {
  usage: "[OPTION]... {script-only-if-no-other-script} [input-file]...",
  about:
    "Runs the script, or the commands that -e and -f give, for each line of the input files, and prints what becomes of it. Without a file, or for -, it reads standard input.",
  like: "GNU sed",
};
const DEFAULT_COLUMNS = 70;

export const sed = program({
  name: "sed",
  ...USAGE,
  options: OPTIONS,
  failureStatus: BAD_USAGE,
  usageError: async (process, message) => {
    const name = process.args[0] ?? "sed";
    await process.printError(`${name}: ${message}\n${helpText(name, USAGE, OPTIONS)}`);
  },
  run: async (call) => {
    const { options, operands } = call;
    const isGiven = options.has("expression", "file");
    const [text, ...others] = operands;
    if (!isGiven && text === undefined) {
      await call.process.printError(helpText(call.name, USAGE, OPTIONS));
      return BAD_USAGE;
    }
    const names = isGiven ? operands : others;
    const outputs = new OutputFiles(call, options.has("null-data") ? "\0" : "\n");
    const script = await scriptOf(call, outputs, isGiven ? undefined : text);
    try {
      return await execute(call, script, names, outputs);
    } finally {
      await outputs.flush();
    }
  },
});

async function execute(call: Call, script: Script, names: readonly string[], outputs: OutputFiles): Promise<number> {
  const { options, process } = call;
  const end = options.has("null-data", "zero-terminated") ? "\0" : "\n";
  const isInPlace = options.has("in-place");
  if (isInPlace && names.length === 0) throw new Failure("no input files", PANIC);
  const followsLinks = options.has("follow-symlinks");
  const inPlace = isInPlace
    ? new InPlaceFiles(call, options.value("in-place") ?? "", followsLinks, options.has("null-data") ? "\0" : "\n")
    : undefined;
  const isSeparate = isInPlace || options.has("separate");
  const isUnbuffered = options.has("unbuffered");
  const input = new Input(call, names.length > 0 ? names : ["-"], { end, isSeparate, isUnbuffered, inPlace });
  const executor = new Executor(script.commands, input, outputs, new AppendedFiles(call, end), {
    end,
    isQuiet: script.isQuiet || options.has("quiet", "silent"),
    isPosix: isPosix(call) || process.env.has("POSIXLY_CORRECT"),
    isSeparate,
    isUnbuffered,
    trace: options.has("debug") ? new DebugTrace(outputs.stdout, script.commands) : undefined,
    shell: new ShellCommands(call),
    checkpoint: () => process.checkpoint(),
    columns: Number.parseInt(options.value("line-length") ?? `${DEFAULT_COLUMNS}`, 10) || 0,
  });
  try {
    const status = await executor.run();
    await input.close();
    return status || input.status;
  } finally {
    input.discard();
  }
}

function isPosix({ options }: Call): boolean {
  return options.has("posix");
}

/** @throws Failure */
async function scriptOf(call: Call, outputs: OutputFiles, operand: string | undefined): Promise<Script> {
  const { options } = call;
  const parser = new ScriptParser(
    {
      isExtended: options.has("regexp-extended"),
      isPosix: isPosix(call),
      isSandboxed: options.has("sandbox"),
      keepsNotes: options.has("debug"),
    },
    (name) => outputs.open(name),
  );
  let number = 0;
  if (operand !== undefined) parser.add(operand, { kind: "expression", number: ++number });
  for (const { name, value = "" } of options.all) {
    if (name === "expression") parser.add(value, { kind: "expression", number: ++number });
    else if (name === "file") parser.add(await scriptFile(call, value), { kind: "file", name: value });
  }
  return parser.finish();
}

async function scriptFile(call: Call, name: string): Promise<string> {
  try {
    const fd = openInput(call, name);
    try {
      return decodeUtf8(await readAll(call.process, fd), "escape").replace(/\n$/, "");
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`couldn't open file ${name}: ${error.message}`, PANIC);
  }
}
