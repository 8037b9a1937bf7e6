import { FILE_SYSTEM } from "../abi/file-system.ts";
import { type SizeFormat, sizeText } from "./program/block-sizes.ts";
import type { Mount } from "./program/mounts.ts";

/* What df can tell of a file system, field by field. */

export const FIELDS = [
  "source",
  "fstype",
  "itotal",
  "iused",
  "iavail",
  "ipcent",
  "size",
  "used",
  "avail",
  "pcent",
  "file",
  "target",
] as const;
export type Field = (typeof FIELDS)[number];

/** A row of the table. */
export interface Row {
  readonly source: string;
  readonly fstype: string;
  readonly file: string;
  readonly target: string;
  readonly bytes: Amount;
  readonly inodes: Amount;
}

export interface Amount {
  readonly all: number;
  readonly free: number;
}

export function rowOf({ type, target, space }: Mount, file: string): Row {
  const { blocks, freeBlocks, files, freeFiles } = space;
  const { blockBytes } = FILE_SYSTEM;
  return {
    source: type,
    fstype: type,
    file,
    target,
    bytes: { all: blocks * blockBytes, free: freeBlocks * blockBytes },
    inodes: { all: files, free: freeFiles },
  };
}

export function totalOf(rows: readonly Row[]): Row {
  const sum = (amounts: readonly Amount[]): Amount =>
    amounts.reduce((total, { all, free }) => ({ all: total.all + all, free: total.free + free }), { all: 0, free: 0 });
  return {
    source: "total",
    fstype: "-",
    file: "-",
    target: "-",
    bytes: sum(rows.map(({ bytes }) => bytes)),
    inodes: sum(rows.map(({ inodes }) => inodes)),
  };
}

export function fieldText(field: Field, row: Row, format: SizeFormat): string {
  const { bytes, inodes } = row;
  const count = (inodeCount: number): string => (format.isHuman ? sizeText(inodeCount, format) : String(inodeCount));
  switch (field) {
    case "itotal":
      return count(inodes.all);
    case "iused":
      return count(inodes.all - inodes.free);
    case "iavail":
      return count(inodes.free);
    case "ipcent":
      return percentage(inodes);
    case "size":
      return sizeText(bytes.all, format);
    case "used":
      return sizeText(bytes.all - bytes.free, format);
    case "avail":
      return sizeText(bytes.free, format);
    case "pcent":
      return percentage(bytes);
    default:
      return row[field];
  }
}

/** What is used, rounded up. */
function percentage({ all, free }: Amount): string {
  return all === 0 ? "-" : `${Math.ceil(((all - free) * 100) / all)}%`;
}
