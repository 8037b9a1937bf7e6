import type { FileStatus } from "../kernel/description.ts";
import { SystemError } from "../kernel/system-error.ts";
import { BACKUP_OPTIONS, backupNames } from "./program/backup.ts";
import { Copier } from "./program/copy.ts";
import { DESTINATION_OPTIONS, destinations } from "./program/destinations.ts";
import { isBelowFile, isDirectory, isLink, joined, statusOf, withoutSlashes } from "./program/file-kinds.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";
import { backUp, checkReplacing, mayReplace, REPLACING_OPTIONS } from "./program/replacing.ts";

/* https://www.gnu.org/software/coreutils/mv */

const OPTIONS = {
  ...BACKUP_OPTIONS,
  ...REPLACING_OPTIONS,
  "strip-trailing-slashes": { about: "take slashes from the ends of SOURCEs" },
  ...DESTINATION_OPTIONS,
  verbose: { letters: "v", about: "say what is renamed" },
  context: { letters: "Z" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const mv = program({
  name: "mv",
  usage: ["[OPTION]... [-T] SOURCE DEST", "[OPTION]... SOURCE... DIRECTORY", "[OPTION]... -t DIRECTORY SOURCE..."],
  about: "Renames SOURCE to DEST, or moves each SOURCE into DIRECTORY.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const moved = new Set<number>();
    const { all } = destinations(call);
    checkReplacing(call);
    for (const { source, target } of all) {
      const from = call.options.has("strip-trailing-slashes") ? withoutSlashes(source) : source;
      await move(call, from, target, moved);
    }
  },
});

async function move(call: Call, source: string, target: string, moved: Set<number>): Promise<void> {
  const { files, options, output } = call;
  let status: FileStatus;
  try {
    status = files.lstat(source);
    // Behind a slash, there must be a directory.
    if (source.endsWith("/") && !isDirectory(status)) throw new SystemError("ENOTDIR");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot stat ${quoteAlways(source)}: ${error.message}`);
    return;
  }
  if (isBelowFile(files, target)) {
    await call.complain(`cannot stat ${quoteAlways(target)}: Not a directory`);
    return;
  }
  const there = statusOf(files, target, false);
  let backup: string | undefined;
  try {
    if (there) {
      const problem = conflict(call, source, status, target, there, moved);
      if (problem !== undefined) {
        await call.complain(problem);
        return;
      }
      if (!(await mayReplace(call, status, there, target))) return;
      backup = backUp(call, there, target);
    }
    try {
      files.rename(source, target);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === "EXDEV") {
        await moveByCopy(call, source, target);
        return;
      }
      if (error.code !== "EINVAL" || !isDirectory(status)) throw error;
      await call.complain(`cannot move ${quoteAlways(source)} to a subdirectory of itself, ${quoteAlways(target)}`);
      return;
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot move ${quoteAlways(source)} to ${quoteAlways(target)}: ${error.message}`);
    return;
  }
  moved.add(status.ino);
  const kept = backup === undefined ? "" : ` (backup: ${quoteAlways(backup)})`;
  if (options.has("verbose")) output.putText(`renamed ${quoteAlways(source)} -> ${quoteAlways(target)}${kept}\n`);
}

function conflict(
  { options, process }: Call,
  source: string,
  status: FileStatus,
  target: string,
  there: FileStatus,
  moved: ReadonlySet<number>,
): string | undefined {
  if (moved.has(there.ino) && !options.has("backup", "b"))
    return `will not overwrite just-created ${quoteAlways(target)} with ${quoteAlways(source)}`;
  if (there.ino === status.ino && !isLink(status))
    return `${quoteAlways(source)} and ${quoteAlways(target)} are the same file`;
  if (isDirectory(status) && !isDirectory(there) && !backupNames(options, process.env))
    return `cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`;
  if (!isDirectory(status) && isDirectory(there))
    return `cannot overwrite directory ${quoteAlways(target)} with non-directory`;
  return undefined;
}

async function moveByCopy(call: Call, source: string, target: string): Promise<void> {
  const copier = new Copier(call, {
    isRecursive: true,
    follows: "none",
    preservesMode: true,
    preservesOwner: true,
    preservesTimes: true,
    preservesLinks: true,
    withContent: true,
    asLinks: undefined,
    removes: "all",
    isVerbose: false,
  });
  if (await copier.copy(source, target)) await remove(call, source);
}

async function remove(call: Call, path: string): Promise<void> {
  const { files } = call;
  try {
    if (!isDirectory(files.lstat(path))) {
      files.unlink(path);
      return;
    }
    for (const { name } of files.readdir(path)) await remove(call, joined(path, name));
    files.rmdir(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot remove ${quoteAlways(path)}: ${error.message}`);
  }
}
