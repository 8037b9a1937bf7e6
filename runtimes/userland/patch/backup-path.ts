import type { FileSystem } from "../../kernel/kernel.ts";
import { backupControl, backupName } from "../program/backup.ts";
import type { BackupSettings } from "./patch-options.ts";

/** What a file is called that keeps what was in another one. */
export function backupPath(files: FileSystem, path: string, settings: BackupSettings): string {
  const { prefix, namePrefix, suffix, simpleSuffix, control } = settings;
  if (prefix !== "" || namePrefix !== "" || suffix !== undefined) {
    const slash = path.lastIndexOf("/") + 1;
    return prefix + path.slice(0, slash) + namePrefix + path.slice(slash) + (suffix ?? "");
  }
  const kind = control ? backupControl(control, "version control") : "existing";
  return backupName(files, path, kind, simpleSuffix);
}
