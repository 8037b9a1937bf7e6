import type { FileSystem } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { BACKUP_OPTIONS, backupNames } from "./program/backup.ts";
import { DESTINATION_OPTIONS, destinations } from "./program/destinations.ts";
import { Failure } from "./program/failure.ts";
import {
  folderOf,
  isBelowFile,
  isDirectory,
  isDirectoryAt,
  isLink,
  joined,
  lastPart,
  statusOf,
} from "./program/file-kinds.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { confirms } from "./program/question.ts";
import { quoteAlways } from "./program/quoting.ts";
import { relativePath } from "./program/relative-path.ts";

/* https://www.gnu.org/software/coreutils/ln */

const OPTIONS = {
  ...BACKUP_OPTIONS,
  directory: { letters: "dF" },
  force: { letters: "f", about: "replace what is there" },
  interactive: { letters: "i", about: "ask before replacing what is there" },
  logical: { letters: "L", about: "link to what a link leads to" },
  "no-dereference": { letters: "n", about: "take a LINK_NAME that is a link to a directory for a file" },
  physical: { letters: "P", about: "link to links themselves, which is the default" },
  relative: { letters: "r", about: "with -s, name the target as seen from the link" },
  symbolic: { letters: "s", about: "make symbolic links" },
  ...DESTINATION_OPTIONS,
  verbose: { letters: "v", about: "say what is linked" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const ln = program({
  name: "ln",
  usage: [
    "[OPTION]... [-T] TARGET LINK_NAME",
    "[OPTION]... TARGET",
    "[OPTION]... TARGET... DIRECTORY",
    "[OPTION]... -t DIRECTORY TARGET...",
  ],
  about: "Makes links to TARGETs: hard ones, or with -s symbolic ones, whose TARGETs need not be there.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    if (options.has("relative") && !options.has("symbolic"))
      throw new Failure("cannot do --relative without --symbolic");
    const [first] = operands;
    const isHere =
      first !== undefined && operands.length === 1 && !options.has("target-directory", "no-target-directory");
    if (isHere) {
      await link(call, first, joined(".", lastPart(first)));
      return;
    }
    const { all } = destinations(call, {
      isInto: (target) => {
        const status = statusOf(call.files, target, false);
        if (options.has("no-dereference") && status && isLink(status)) return false;
        return isDirectoryAt(call.files, target);
      },
      whenMissing: "failed to access",
      whenFile: "target % is not a directory",
      optionNames: "--target-directory and --no-target-directory",
    });
    for (const { source, target } of all) await link(call, source, target);
  },
});

async function link(call: Call, source: string, name: string): Promise<void> {
  const { files, options, output } = call;
  const isSymbolic = options.has("symbolic");
  const kind = isSymbolic ? "symbolic" : "hard";
  if (!isSymbolic) {
    try {
      const status = options.has("logical") ? files.stat(source) : files.lstat(source);
      if (isDirectory(status)) {
        await call.complain(`${source}: hard link not allowed for directory`);
        return;
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await call.complain(`failed to access ${quoteAlways(source)}: ${error.message}`);
      return;
    }
  }
  const backup = await clear(call, source, name, isSymbolic);
  if (backup === "kept") return;
  const target = options.has("relative") ? relativePath(files, source, name) : source;
  try {
    if (isSymbolic) files.symlink(target, name);
    else files.link(options.has("logical") ? files.realpath(source) : source, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const isPlain = isSymbolic ? source !== "" : ["EEXIST", "ENOSPC", "EROFS"].includes(error.code);
    const shown = isPlain ? "" : ` ${isSymbolic ? "->" : "=>"} ${quoteAlways(source)}`;
    await call.complain(`failed to create ${kind} link ${quoteAlways(name)}${shown}: ${error.message}`);
    return;
  }
  if (options.has("verbose")) {
    const arrow = isSymbolic ? "->" : "=>";
    output.putText(
      `${backup === "" ? "" : `${quoteAlways(backup)} ~ `}${quoteAlways(name)} ${arrow} ${quoteAlways(target)}\n`,
    );
  }
}

/** Makes room for a link. @returns how what was there is called now, if it is, or that it must stay */
async function clear(call: Call, source: string, name: string, isSymbolic: boolean): Promise<string> {
  const { files, options, process } = call;
  const backups = backupNames(options, process.env);
  const replaces = options.has("force", "interactive") || backups !== undefined;
  if (!replaces) return "";
  if (isBelowFile(files, name)) {
    await call.complain(`failed to access ${quoteAlways(name)}: Not a directory`);
    return "kept";
  }
  const there = statusOf(files, name, false);
  if (!there) return "";
  if (isDirectory(there)) {
    await call.complain(`${name}: cannot overwrite directory`);
    return "kept";
  }
  const own = isSymbolic ? undefined : statusOf(files, source, false);
  const isItself = own && own.ino === there.ino && (own.nlink === 1 || isOneName(files, source, name));
  if (isItself && backups === undefined) {
    await call.complain(`${quoteAlways(source)} and ${quoteAlways(name)} are the same file`);
    return "kept";
  }
  if (options.last("force", "interactive") === "interactive" && !(await confirms(call, `replace ${quoteAlways(name)}`)))
    return "kept";
  if (!backups) {
    files.unlink(name);
    return "";
  }
  const backup = backups(files, name);
  files.rename(name, backup);
  return backup;
}

function isOneName(files: FileSystem, a: string, b: string): boolean {
  return lastPart(a) === lastPart(b) && files.realpath(folderOf(a)) === files.realpath(folderOf(b));
}
