import { S_IFMT } from "../../abi/file-mode.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { modeText } from "../program/file-kinds.ts";
import type { Output } from "../program/output.ts";
import { timeZone, UTC } from "../program/time-zone.ts";
import { shownTimeOfDos } from "./dos-time.ts";
import { FLAG, METHOD, UNIX, type ZipEntry } from "./entry.ts";
import { hex } from "./entry-data.ts";
import type { ZipFile } from "./zip-file.ts";

const DEFLATE_KINDS = "NXFS";

/** How much smaller data became, per mille. */
function savedParts(plainBytes: number, compressedBytes: number): number {
  if (plainBytes === 0) return 0;
  const saved = plainBytes - compressedBytes;
  return Math.sign(saved) * Math.floor((Math.abs(saved) * 1000 + plainBytes / 2) / plainBytes);
}

function savedPercent(plainBytes: number, compressedBytes: number): number {
  const parts = savedParts(plainBytes, compressedBytes);
  return Math.sign(parts) * Math.floor((Math.abs(parts) + 5) / 10);
}

function filesText(count: number): string {
  return `${count} file${count === 1 ? "" : "s"}`;
}

/** The exact time where it is known, else what clocks showed. */
export class EntryTimes {
  readonly #zone: ReturnType<typeof timeZone>;

  constructor(tz: string | undefined) {
    this.#zone = timeZone(tz);
  }

  text(format: string, { mtimeSeconds, dosTime }: ZipEntry): string {
    return mtimeSeconds === undefined
      ? formatDate(format, momentOf(shownTimeOfDos(dosTime)), UTC)
      : formatDate(format, momentOf(mtimeSeconds * 1000), this.#zone);
  }
}

/** `-l` */
export function putShortListing(output: Output, entries: readonly ZipEntry[], times: EntryTimes, quiet: number): void {
  if (quiet < 2) output.putText("  Length      Date    Time    Name\n---------  ---------- -----   ----\n");
  let total = 0;
  for (const entry of entries) {
    total += entry.plainBytes;
    const time = times.text("%Y-%m-%d %H:%M", entry);
    output.putText(`${String(entry.plainBytes).padStart(9)}  ${time}   ${entry.name}\n`);
  }
  if (quiet > 1) return;
  output.putText("---------                     -------\n");
  output.putText(`${String(total).padStart(9)}                     ${filesText(entries.length)}\n`);
}

/** `-v` */
export function putLongListing(output: Output, entries: readonly ZipEntry[], times: EntryTimes, quiet: number): void {
  if (quiet < 2) {
    output.putText(" Length   Method    Size  Cmpr    Date    Time   CRC-32   Name\n");
    output.putText("--------  ------  ------- ---- ---------- ----- --------  ----\n");
  }
  let [plain, compressed] = [0, 0];
  for (const entry of entries) {
    plain += entry.plainBytes;
    compressed += entry.compressedBytes;
    const percent = savedPercent(entry.plainBytes, entry.compressedBytes);
    const time = times.text("%Y-%m-%d %H:%M", entry);
    const sizes = `${String(entry.plainBytes).padStart(8)}  ${methodText(entry)}${String(entry.compressedBytes).padStart(9)}`;
    output.putText(`${sizes} ${String(percent).padStart(3)}% ${time} ${hex(entry.crc)}  ${entry.name}\n`);
  }
  if (quiet > 1) return;
  const percent = String(savedPercent(plain, compressed)).padStart(3);
  output.putText("--------          -------  ---                            -------\n");
  output.putText(
    `${String(plain).padStart(8)}         ${String(compressed).padStart(8)} ${percent}%${" ".repeat(28)}${filesText(entries.length)}\n`,
  );
}

function methodText({ method, flags }: ZipEntry): string {
  if (method === METHOD.stored) return "Stored";
  if (method === METHOD.deflated) return `Defl:${DEFLATE_KINDS.charAt((flags >> 1) & 3)}`;
  return method === METHOD.bzip2 ? "BZip2 " : `Unk:${String(method).padStart(3, "0")}`.slice(0, 6);
}

interface InfoManner {
  readonly namesOnly: boolean;
  readonly hasHeader: boolean;
  readonly hasTotals: boolean;
  readonly hasRows: boolean;
  /** What stands between sizes and methods. */
  readonly middle: "none" | "percent" | "compressed size";
}

/** `-Z`, which is zipinfo. */
export function putInfo(
  output: Output,
  file: ZipFile,
  entries: readonly ZipEntry[],
  times: EntryTimes,
  archive: string,
  manner: InfoManner,
): void {
  if (manner.namesOnly) {
    for (const { name } of entries) output.putText(`${name}\n`);
    return;
  }
  if (manner.hasHeader) {
    output.putText(`Archive:  ${archive}\n`);
    const count = file.entries.length;
    output.putText(`Zip file size: ${file.size} bytes, number of entries: ${count}\n`);
    if (file.comment.length > 0) output.putText(`${decodeUtf8(file.comment, "escape")}\n`);
  }
  if (manner.hasRows) for (const entry of entries) output.putText(`${infoLine(entry, times, manner)}\n`);
  if (!manner.hasTotals) return;
  const plain = entries.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  const compressed = entries.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
  const tenths = savedParts(plain, compressed);
  const saved = `${tenths < 0 ? "-" : ""}${Math.floor(Math.abs(tenths) / 10)}.${Math.abs(tenths) % 10}%`;
  output.putText(
    `${filesText(entries.length)}, ${plain} bytes uncompressed, ${compressed} bytes compressed:  ${saved}\n`,
  );
}

function infoLine(entry: ZipEntry, times: EntryTimes, { middle }: InfoManner): string {
  const { versionMade, system, plainBytes, compressedBytes, isText, method, flags, extra, name, mode } = entry;
  const attributes = (mode & S_IFMT) === 0 ? `?${modeText(mode).slice(1)}` : modeText(mode);
  const version = `${Math.floor(versionMade / 10)}.${versionMade % 10}`;
  const isEncrypted = (flags & FLAG.encrypted) !== 0;
  const text = isText ? "t" : "b";
  const hasDescriptor = (flags & FLAG.descriptor) !== 0;
  const more = extra.length > 0 ? (hasDescriptor ? "X" : "x") : hasDescriptor ? "l" : "-";
  const percent = `${String(savedPercent(plainBytes, compressedBytes)).padStart(3)}% `;
  const between = middle === "none" ? " " : middle === "percent" ? percent : ` ${String(compressedBytes).padStart(8)} `;
  const how =
    method === METHOD.stored
      ? "stor"
      : method === METHOD.deflated
        ? `def${DEFLATE_KINDS.charAt((flags >> 1) & 3)}`
        : method === METHOD.bzip2
          ? "bzp2"
          : `u${String(method).padStart(3, "0")}`;
  const time = times.text("%y-%b-%d %H:%M", entry);
  const letters = `${isEncrypted ? text.toUpperCase() : text}${more}`;
  return `${attributes}  ${version} ${system === UNIX ? "unx" : "fat"} ${String(plainBytes).padStart(8)} ${letters}${between}${how} ${time} ${name}`;
}
