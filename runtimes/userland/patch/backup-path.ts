import type { FileSystem } from "../../kernel/kernel.ts";
import { statusOf } from "../program/file-kinds.ts";
import { chooseWord } from "../program/numbers.ts";
import type { BackupSettings } from "./patch-options.ts";

const CONTROLS = [
  ["none", "off"],
  ["simple", "never"],
  ["existing", "nil"],
  ["numbered", "t"],
];

/** What a file is called that keeps what was in another one. */
export function backupPath(files: FileSystem, path: string, settings: BackupSettings): string {
  const { prefix, namePrefix, suffix, simpleSuffix, control } = settings;
  if (prefix !== "" || namePrefix !== "" || suffix !== undefined) {
    const slash = path.lastIndexOf("/") + 1;
    return prefix + path.slice(0, slash) + namePrefix + path.slice(slash) + (suffix ?? "");
  }
  const kind = control ? chooseWord(control, "version control", CONTROLS) : "existing";
  if (kind !== "existing" && kind !== "numbered") return path + simpleSuffix;
  let number = 0;
  while (statusOf(files, `${path}.~${number + 1}~`, false)) number++;
  return kind === "numbered" || number > 0 ? `${path}.~${number + 1}~` : path + simpleSuffix;
}
