import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoted, quoteIfNeeded } from "../program/quoting.ts";
import { type Colors, parseDatabase, usualDatabase } from "./database.ts";

/* https://www.gnu.org/software/coreutils/dircolors */

const OPTIONS = {
  "bourne-shell": { letters: "b", about: "print code for sh" },
  sh: {},
  "c-shell": { letters: "c", about: "print code for csh" },
  csh: {},
  "print-database": { letters: "p", about: "print the usual colors" },
  "print-ls-colors": { about: "print them with their colors" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const dircolors = program({
  name: "dircolors",
  usage: "[OPTION]... [FILE]",
  about: "Prints code for a shell that sets LS_COLORS: to the usual colors, or to those that FILE says.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, output } = call;
    const [file, extra] = operands;
    const shells = options.last("bourne-shell", "sh", "c-shell", "csh");
    const isDatabase = options.has("print-database");
    const isShown = options.has("print-ls-colors");
    if ((isDatabase || isShown) && shells !== undefined)
      throw new UsageError(
        "the options to output non shell syntax,\nand to select a shell syntax are mutually exclusive",
      );
    if (isDatabase && isShown)
      throw new UsageError("options --print-database and --print-ls-colors are mutually exclusive");
    const tooMany = isDatabase ? file : extra;
    if (tooMany !== undefined) {
      const hint = isDatabase ? "\nfile operands cannot be combined with --print-database (-p)" : "";
      throw new UsageError(`extra operand ${quoted(tooMany)}${hint}`);
    }
    if (isDatabase) {
      output.putText(usualDatabase());
      return 0;
    }
    const isCsh = isShown ? false : isCShell(call, shells);
    const problems: string[] = [];
    const name = file === "-" ? "-" : quoteIfNeeded(file ?? "<internal>");
    const text = file === undefined ? usualDatabase() : await read(call, file);
    const colors = parseDatabase(text, call.process.env, (line, message) =>
      problems.push(`${name}:${line}: ${message}`),
    );
    for (const problem of problems) await call.complain(problem);
    if (problems.length > 0) return 1;
    output.putText(isShown ? shownColors(colors) : shellCode(colors, isCsh));
    return 0;
  },
});

function isCShell({ process }: Call, given: string | undefined): boolean {
  if (given !== undefined) return given === "c-shell" || given === "csh";
  const shell = process.env.get("SHELL") ?? "";
  if (shell === "") throw new Failure("no SHELL environment variable, and no shell type option given");
  return /^t?csh$/.test(shell.slice(shell.lastIndexOf("/") + 1));
}

/** @throws Failure */
async function read(call: Call, file: string): Promise<string> {
  try {
    const fd = openInput(call, file);
    const chunks: Uint8Array[] = [];
    try {
      for (let bytes = await call.process.read(fd); bytes.length > 0; bytes = await call.process.read(fd))
        chunks.push(bytes);
    } finally {
      closeInput(call.process, fd);
    }
    return decodeUtf8(concatBytes(chunks), "escape");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(file)}: ${error.message}`);
  }
}

function shellCode(colors: Colors, isCsh: boolean): string {
  const text = colors.map(([key, code]) => `${key}=${code}:`).join("");
  const word = text.replaceAll("'", "'\\''");
  return isCsh ? `setenv LS_COLORS '${word}'\n` : `LS_COLORS='${word}';\nexport LS_COLORS\n`;
}

function shownColors(colors: Colors): string {
  return colors.map(([key, code]) => `\x1b[${code}m${key}\t${code}\x1b[0m\n`).join("");
}
