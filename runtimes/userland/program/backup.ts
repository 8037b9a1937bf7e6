import type { FileSystem } from "../../kernel/kernel.ts";
import { statusOf } from "./file-kinds.ts";
import { chooseWord } from "./numbers.ts";
import type { GivenOptions, Option } from "./options.ts";

/** What `cp`, `mv` and `ln` make of a file that they are to replace. */
export const BACKUP_OPTIONS = {
  backup: { value: "[CONTROL]", about: "keep what is replaced: CONTROL is none, numbered, existing or simple" },
  b: { about: "like --backup" },
  suffix: { letters: "S", value: "SUFFIX", about: "simple backups end with SUFFIX, not ~" },
} as const satisfies Record<string, Option>;

type BackupControl = "none" | "simple" | "existing" | "numbered";

const CONTROLS = [
  ["none", "off"],
  ["simple", "never"],
  ["existing", "nil"],
  ["numbered", "t"],
];

type Namer = (files: FileSystem, path: string) => string;

/** @returns how backups are called; nothing if none are made */
export function backupNames(options: GivenOptions<string>, env: ReadonlyMap<string, string>): Namer | undefined {
  if (!options.has("backup", "b", "suffix")) return undefined;
  const given = options.value("backup") ?? env.get("VERSION_CONTROL") ?? "existing";
  const control = backupControl(given, "backup type");
  if (control === "none") return undefined;
  const suffix = options.value("suffix") ?? env.get("SIMPLE_BACKUP_SUFFIX") ?? "~";
  return (files, path) => backupName(files, path, control, suffix);
}

/** @param what it is called in messages @throws Failure */
export function backupControl(word: string, what: string): BackupControl {
  return chooseWord(word, what, CONTROLS) as BackupControl;
}

/** What a backup is called: by a number, if it is to have one, or others have. */
export function backupName(files: FileSystem, path: string, control: BackupControl, suffix: string): string {
  if (control === "simple" || control === "none") return path + suffix;
  const last = lastNumber(files, path);
  return control === "numbered" || last > 0 ? `${path}.~${last + 1}~` : path + suffix;
}

function lastNumber(files: FileSystem, path: string): number {
  let number = 0;
  while (statusOf(files, `${path}.~${number + 1}~`, false)) number++;
  return number;
}
