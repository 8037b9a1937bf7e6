import { ERRNO_NAMES, POSIX_MESSAGES, STAT_FIELDS } from "../../../abi/capability.ts";
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../../abi/file-mode.ts";
import { host, registers } from "../host.ts";
import type { LsOptions } from "./options.ts";

/** A file as `ls` shows it. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly nlink: number;
}

/** @returns why there is none, in a shell's words */
export function entryAt(name: string, path: string, followLink: boolean): Entry | string {
  const errno = host().stat(path, followLink);
  if (errno !== 0) return messageOf(errno);
  const field = (key: keyof typeof STAT_FIELDS): number => registers()[STAT_FIELDS[key]] ?? 0;
  return {
    name,
    path,
    mode: field("mode"),
    size: field("size"),
    mtimeMs: field("mtimeMs"),
    ino: field("ino"),
    nlink: field("nlink"),
  };
}

export function messageOf(errno: number): string {
  const code = ERRNO_NAMES[errno] ?? "EINVAL";
  return code === "OK" ? "" : POSIX_MESSAGES[code];
}

export const isDirectory = ({ mode }: Entry): boolean => (mode & S_IFMT) === S_IFDIR;
export const isLink = ({ mode }: Entry): boolean => (mode & S_IFMT) === S_IFLNK;
const isRegular = ({ mode }: Entry): boolean => (mode & S_IFMT) === S_IFREG;

const KINDS: Readonly<Record<number, string>> = { [S_IFDIR]: "d", [S_IFLNK]: "l", [S_IFREG]: "-" };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HALF_A_YEAR_MS = 31_556_952_000 / 2;
const BLOCK_BYTES = 4096;

/** In units of 1 KiB, as a disk of 4 KiB blocks has it. */
export function blocksOf(entry: Entry): number {
  return isLink(entry) ? 0 : Math.ceil(entry.size / BLOCK_BYTES) * (BLOCK_BYTES / 1024);
}

/** One line for each entry, columns aligned. */
export function formatLines(entries: readonly Entry[], options: LsOptions, nowMs: number): string {
  const rows = entries.map((entry) => [...columnsOf(entry, options, nowMs), label(entry, options)]);
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, text.length);
  const alignsLeft = leftColumns(options);
  return rows
    .map((row) =>
      row
        .map((text, column) => {
          if (column === row.length - 1) return text;
          const width = widths[column] ?? 0;
          return alignsLeft.has(column) ? text.padEnd(width) : text.padStart(width);
        })
        .join(" "),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function columnsOf(entry: Entry, options: LsOptions, nowMs: number): string[] {
  const [user, group] = options.numericOwner ? ["0", "0"] : ["root", "root"];
  return [
    ...(options.inode ? [String(entry.ino)] : []),
    ...(options.blocks ? [sizeText(blocksOf(entry) * 1024, options, String(blocksOf(entry)))] : []),
    ...(options.long
      ? [
          permissions(entry),
          String(entry.nlink),
          ...(options.withOwner ? [user] : []),
          ...(options.withGroup ? [group] : []),
          sizeText(entry.size, options, String(entry.size)),
          timeText(entry.mtimeMs, options.timeStyle, nowMs),
        ]
      : []),
  ];
}

/** Owners, groups and times; numbers stand at the right of their columns. */
function leftColumns({ inode, blocks, withOwner, withGroup }: LsOptions): ReadonlySet<number> {
  const first = Number(inode) + Number(blocks) + 2;
  return new Set(Array.from({ length: Number(withOwner) + Number(withGroup) }, (_, index) => first + index));
}

function permissions({ mode }: Entry): string {
  const bits = [..."rwxrwxrwx"].map((letter, index) => (mode & (0o400 >> index) ? letter : "-"));
  if (mode & 0o4000) bits[2] = mode & 0o100 ? "s" : "S";
  if (mode & 0o2000) bits[5] = mode & 0o010 ? "s" : "S";
  if (mode & 0o1000) bits[8] = mode & 0o001 ? "t" : "T";
  return `${KINDS[mode & S_IFMT] ?? "c"}${bits.join("")}`;
}

export function sizeText(bytes: number, { humanSizes }: LsOptions, plain: string): string {
  if (humanSizes === "no") return plain;
  const units = humanSizes === 1024 ? ["", "K", "M", "G", "T"] : ["", "k", "M", "G", "T"];
  let value = bytes;
  let unit = 0;
  for (; value >= humanSizes && unit < units.length - 1; unit++) value /= humanSizes;
  // Rounded as by GNU: up, with one decimal below ten.
  const rounded = unit > 0 && value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value));
  return `${rounded === "10.0" ? "10" : rounded}${units[unit] ?? ""}`;
}

function timeText(timeMs: number, style: LsOptions["timeStyle"], nowMs: number): string {
  const time = new Date(timeMs);
  const [date = "", clock = ""] = time.toISOString().split(/[TZ]/);
  const isRecent = timeMs <= nowMs && timeMs > nowMs - HALF_A_YEAR_MS;
  const minutes = clock.slice(0, 5);
  switch (style) {
    case "full-iso":
      return `${date} ${clock.slice(0, 8)}.${clock.slice(9, 12)}000000 +0000`;
    case "long-iso":
      return `${date} ${minutes}`;
    case "iso":
      return isRecent ? `${date.slice(5)} ${minutes}` : `${date} `;
    default: {
      const day = `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)}`;
      return `${day} ${isRecent ? minutes : String(time.getUTCFullYear()).padStart(5)}`;
    }
  }
}

function label(entry: Entry, options: LsOptions): string {
  const name = options.quote ? JSON.stringify(entry.name) : entry.name;
  if (!options.long || !isLink(entry)) return name + indicatorOf(entry, options);
  const target = host().readlink(entry.path);
  return typeof target === "string" ? `${name} -> ${target}` : name;
}

function indicatorOf(entry: Entry, { indicator }: LsOptions): string {
  if (indicator === "none") return "";
  if (isDirectory(entry)) return "/";
  if (indicator === "slash") return "";
  if (isLink(entry)) return "@";
  return indicator === "classify" && isRegular(entry) && entry.mode & 0o111 ? "*" : "";
}
