import type { FileStatus } from "../../kernel/description.ts";
import { compareTimes, modificationTime } from "../../kernel/file-times.ts";
import { backupNames } from "./backup.ts";
import { isDirectory } from "./file-kinds.ts";
import { type Option, UsageError } from "./options.ts";
import type { ProgramCall } from "./program.ts";
import { confirms } from "./question.ts";
import { quoteAlways } from "./quoting.ts";

/** Whether `cp` and `mv` replace files that are there. */
export const REPLACING_OPTIONS = {
  force: { letters: "f", about: "replace without asking" },
  interactive: { letters: "i", about: "ask before replacing" },
  "no-clobber": { letters: "n", about: "replace nothing" },
  update: { letters: "u", about: "replace only what is older" },
} as const satisfies Record<string, Option>;

/** @throws UsageError if what is there is both to be kept and to be renamed */
export function checkReplacing({ options, process }: ProgramCall): void {
  const keeps = options.last("force", "interactive", "no-clobber") === "no-clobber";
  if (keeps && backupNames(options, process.env))
    throw new UsageError("options --backup and --no-clobber are mutually exclusive");
}

/**
 * Asks the options, and the user, whether a file is to be replaced.
 */
export async function mayReplace(
  call: ProgramCall,
  source: FileStatus,
  target: FileStatus,
  path: string,
): Promise<boolean> {
  const { options } = call;
  if (options.has("update") && compareTimes(modificationTime(source), modificationTime(target)) <= 0) return false;
  const last = options.last("force", "interactive", "no-clobber");
  if (last === "no-clobber") return false;
  if (last !== "interactive") return true;
  return confirms(call, `overwrite ${quoteAlways(path)}`);
}

/** Renames what is to be replaced, if backups are wanted. @returns its name now, or nothing */
export function backUp(call: ProgramCall, target: FileStatus, path: string): string | undefined {
  const names = backupNames(call.options, call.process.env);
  if (!names || isDirectory(target)) return undefined;
  const backup = names(call.files, path);
  call.files.rename(path, backup);
  return backup;
}
