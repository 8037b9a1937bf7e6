import type { FileStatus } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { statusOf } from "./file-kinds.ts";

export type DeviceNumbers = readonly [major: number, minor: number];

/** Those Linux gives them. */
const DEVICES: Readonly<Record<string, DeviceNumbers>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

/** The numbers of a device that a slot has. */
export function deviceNumbers(files: FileSystem, { ino }: Pick<FileStatus, "ino">): DeviceNumbers {
  const found = Object.entries(DEVICES).find(([name]) => statusOf(files, `/dev/${name}`, false)?.ino === ino);
  return found?.[1] ?? [0, 0];
}
