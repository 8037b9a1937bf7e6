import type { FileStatus } from "../kernel/description.ts";
import { SystemError } from "../kernel/system-error.ts";
import { isDirectory, joined, kindName, lastPart, statusOf } from "./program/file-kinds.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { confirms } from "./program/question.ts";
import { quoteAlways, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/rm. Its user is root, who is not asked of files that can't be written to. */

const OPTIONS = {
  force: { letters: "f", about: "say nothing of files that aren't there, and never ask" },
  i: { about: "ask before each removal" },
  I: { about: "ask once before removing more than three files, or recursively" },
  interactive: { value: "[WHEN]", about: "ask never, once (-I) or always (-i)" },
  "one-file-system": {},
  "no-preserve-root": { about: "treat / as any other directory" },
  "preserve-root": { value: "[all]", about: "don't remove /, which is the default" },
  recursive: { letters: "rR", about: "remove directories with what is in them" },
  dir: { letters: "d", about: "remove empty directories" },
  verbose: { letters: "v", about: "say what is removed" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;
type Asking = "never" | "once" | "always";

const WHENS = [["never", "no", "none"], ["once"], ["always", "yes"]];

export const rm = program({
  name: "rm",
  usage: "[OPTION]... [FILE]...",
  about: "Removes each FILE; directories only with -r or -d.",
  like: "GNU coreutils",
  options: OPTIONS,
  hint: (process, kernel) => {
    const files = kernel.filesOf(process);
    const [name = "rm", ...args] = process.args;
    const taken = args.find((arg) => /^-./s.test(arg) && statusOf(files, arg, false));
    const advice =
      taken === undefined ? "" : `Try '${name} ./${quoteIfNeeded(taken)}' to remove the file ${quoteAlways(taken)}.\n`;
    return `${advice}Try '${name} --help' for more information.`;
  },
  run: async (call) => {
    const { options, operands } = call;
    const asking = askingOf(call);
    if (operands.length === 0) {
      if (options.has("force")) return 0;
      throw new UsageError("missing operand");
    }
    const isRecursive = options.has("recursive");
    if (asking === "once" && (operands.length > 3 || isRecursive)) {
      const what = `remove ${operands.length} ${operands.length === 1 ? "argument" : "arguments"}`;
      if (!(await confirms(call, `${what}${isRecursive ? " recursively" : ""}`))) return 0;
    }
    for (const path of operands) {
      if (isRecursive && /^\.\.?$/.test(lastPart(path)) && statusOf(call.files, path, false)) {
        const shown = quoteAlways(path);
        await call.complain(`refusing to remove '.' or '..' directory: skipping ${shown}`);
      } else if (isRecursive && isRoot(call, path)) {
        const shown = path === "/" ? "'/'" : `${quoteAlways(path)} (same as '/')`;
        await call.complain(`it is dangerous to operate recursively on ${shown}`);
        await call.complain("use --no-preserve-root to override this failsafe");
      } else await remove(call, path, asking);
    }
    return call.status;
  },
});

function askingOf({ options }: Call): Asking {
  const last = options.last("force", "i", "I", "interactive");
  if (last === undefined || last === "force") return "never";
  if (last !== "interactive") return last === "i" ? "always" : "once";
  return chooseWord(options.value("interactive") ?? "always", "--interactive", WHENS) as Asking;
}

function isRoot({ files, options }: Call, path: string): boolean {
  if (options.has("no-preserve-root")) return false;
  try {
    return files.realpath(path) === "/" && files.lstat(path).ino === files.lstat("/").ino;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

/** @returns whether it is gone */
async function remove(call: Call, path: string, asking: Asking): Promise<boolean> {
  const { files, options } = call;
  let status: FileStatus;
  try {
    status = files.lstat(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await complainOf(call, path, error);
    return isAbsence(error);
  }
  try {
    await call.process.checkpoint();
    if (isDirectory(status)) return await removeDirectory(call, path, asking);
    if (asking === "always" && !(await confirms(call, `remove ${kindName(status)} ${quoteAlways(path)}`))) return false;
    files.unlink(path);
    if (options.has("verbose")) call.output.putText(`removed ${quoteAlways(path)}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await complainOf(call, path, error);
    return false;
  }
}

async function removeDirectory(call: Call, path: string, asking: Asking): Promise<boolean> {
  const { files, options, output } = call;
  const isRecursive = options.has("recursive");
  if (!isRecursive && !options.has("dir")) throw new SystemError("EISDIR");
  const entries = files.readdir(path);
  if (isRecursive && entries.length > 0) {
    if (asking === "always" && !(await confirms(call, `descend into directory ${quoteAlways(path)}`))) return false;
    let areGone = true;
    for (const { name } of entries) areGone = (await remove(call, joined(path, name), asking)) && areGone;
    if (!areGone) return false;
  }
  if (asking === "always" && !(await confirms(call, `remove directory ${quoteAlways(path)}`))) return false;
  files.rmdir(path);
  if (options.has("verbose")) output.putText(`removed directory ${quoteAlways(path)}\n`);
  return true;
}

function isAbsence({ code }: SystemError): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}

async function complainOf(call: Call, path: string, error: SystemError): Promise<void> {
  if (isAbsence(error) && call.options.has("force")) return;
  await call.complain(`cannot remove ${quoteAlways(path)}: ${error.message}`);
}
