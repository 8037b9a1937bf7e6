import type { FileStatus } from "../kernel/description.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory, isLink, joined, modeText, statusOf } from "./program/file-kinds.ts";
import { type ModeChange, parseMode } from "./program/mode.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/chmod */

const OPTIONS = {
  changes: { letters: "c", about: "say what is changed" },
  recursive: { letters: "R", about: "change what is in directories, too" },
  silent: { letters: "f", about: "say nothing of most failures" },
  quiet: {},
  verbose: { letters: "v", about: "say of each file what its mode is" },
  "no-preserve-root": {},
  "preserve-root": {},
  reference: { value: "RFILE", about: "give them the mode of RFILE" },
  "mode-like-an-option": { value: "MODE" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const chmod = program({
  name: "chmod",
  usage: [
    "[OPTION]... MODE[,MODE]... FILE...",
    "[OPTION]... OCTAL-MODE FILE...",
    "[OPTION]... --reference=RFILE FILE...",
  ],
  about:
    "Changes the mode of each FILE to MODE. A MODE is octal, or made of [ugoa]*([-+=]([rwxXst]*|[ugo]))+ as often as wanted, with commas between.",
  like: "GNU coreutils",
  options: OPTIONS,
  // `-x` is a mode, and `-R` an option.
  modernize: (args) => {
    const end = args.indexOf("--");
    return args.map((arg, at) =>
      /^-[rwxXstugoa,+=-]+$/.test(arg) && !arg.startsWith("--") && (end < 0 || at < end)
        ? `--mode-like-an-option=${arg}`
        : arg,
    );
  },
  run: async (call) => {
    const { options } = call;
    const reference = options.value("reference");
    const dashed = options.values("mode-like-an-option").join(",") || undefined;
    const takesMode = reference === undefined && dashed === undefined;
    const text = takesMode ? call.operands[0] : dashed;
    const operands = takesMode ? call.operands.slice(1) : call.operands;
    if (operands.length === 0)
      throw new UsageError(
        text === undefined || !takesMode ? "missing operand" : `missing operand after ${quoted(text)}`,
      );
    const change = reference === undefined ? parseMode(text ?? "") : likeThat(call, reference);
    if (!change) throw new UsageError(`invalid mode: ${quoted(text ?? "")}`);
    for (const path of operands) await changeAt(call, path, change, true);
  },
});

/** @throws Failure */
function likeThat({ files }: Call, reference: string): ModeChange {
  try {
    const { mode } = files.stat(reference);
    return () => mode & 0o7777;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`failed to get attributes of ${quoteAlways(reference)}: ${error.message}`);
  }
}

async function changeAt(call: Call, path: string, change: ModeChange, isNamed: boolean): Promise<void> {
  const { files, options, process } = call;
  const isSilent = options.has("silent", "quiet");
  let status: FileStatus;
  try {
    // Links below a directory are left alone.
    if (!isNamed && isLink(files.lstat(path))) {
      if (options.last("changes", "verbose") === "verbose")
        call.output.putText(`neither symbolic link ${quoteAlways(path)} nor referent has been changed\n`);
      return;
    }
    status = files.stat(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const isDangling = statusOf(files, path, false) !== undefined;
    const what = isDangling ? `cannot operate on dangling symlink ${quoteAlways(path)}` : undefined;
    if (isSilent) call.status = 1;
    else await call.complain(what ?? `cannot access ${quoteAlways(path)}: ${error.message}`);
    if (options.last("changes", "verbose") === "verbose")
      call.output.putText(`${quoteAlways(path)} could not be accessed\n`);
    return;
  }
  const old = status.mode & 0o7777;
  const mode = change(old, isDirectory(status), process.umask);
  try {
    files.chmod(path, mode);
    tell(call, path, status.mode, mode);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (isSilent) call.status = 1;
    else await call.complain(`changing permissions of ${quoteAlways(path)}: ${error.message}`);
  }
  if (!options.has("recursive") || !isDirectory(status)) return;
  for (const { name } of files.readdir(path)) await changeAt(call, joined(path, name), change, false);
}

function tell({ options, output }: Call, path: string, before: number, mode: number): void {
  const last = options.last("changes", "verbose");
  const old = before & 0o7777;
  const shown = (bits: number): string => `${bits.toString(8).padStart(4, "0")} (${modeText(bits).slice(1)})`;
  if (last !== undefined && old !== mode)
    output.putText(`mode of ${quoteAlways(path)} changed from ${shown(old)} to ${shown(mode)}\n`);
  else if (last === "verbose") output.putText(`mode of ${quoteAlways(path)} retained as ${shown(mode)}\n`);
}
