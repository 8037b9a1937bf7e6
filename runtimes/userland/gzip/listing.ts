import { decodeUtf8 } from "../../web/encoding.ts";
import { ByteSource, chunksOf } from "../compression/byte-source.ts";
import { DataFault } from "../compression/data-fault.ts";
import { GzipReader } from "../compression/gzip-format.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { timeZone } from "../program/time-zone.ts";
import { nameWithout, suffixOf } from "./names.ts";
import type { Call, Settings } from "./options.ts";
import { type Report, ratioText } from "./report.ts";

const SIZE_COLUMNS = 19;
const DETAIL_COLUMNS = 28;

interface Row {
  readonly compressedBytes: number;
  readonly plainBytes: number;
  readonly overheadBytes: number;
  readonly crc: number;
  readonly mtimeMs: number;
  readonly name: string;
}

/** What `-l` prints: of several members, the last counts. */
export class Listing {
  readonly #call: Call;
  readonly #settings: Settings;
  readonly #report: Report;
  #rows = 0;
  #compressedBytes = 0;
  #plainBytes = 0;
  #overheadBytes = 0;

  constructor(call: Call, settings: Settings, report: Report) {
    this.#call = call;
    this.#settings = settings;
    this.#report = report;
  }

  /** @returns whether to go on @throws SystemError */
  async add(path: string): Promise<boolean> {
    const { files, process } = this.#call;
    const own = suffixOf(path, this.#settings.suffix);
    const fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    try {
      return await this.#addOf(fd, path, own === undefined ? path : nameWithout(path, own));
    } finally {
      process.descriptors.close(fd);
    }
  }

  addStdin(): Promise<boolean> {
    return this.#addOf(0, "stdin", "stdout");
  }

  async #addOf(fd: number, path: string, name: string): Promise<boolean> {
    const { process } = this.#call;
    const description = process.descriptors.get(fd);
    const source = new ByteSource(chunksOf(process, fd));
    const reader = new GzipReader(source);
    try {
      const header = await reader.readHeader();
      const mtimeMs = header.mtimeSeconds * 1000 || (description.kind === "file" ? description.status().mtimeMs : 0);
      const { withName } = this.#settings;
      for await (const _ of reader.data()) await process.checkpoint();
      const { memberBytes, crc, members, trailing } = reader;
      const isOne = members === 1 && trailing === undefined;
      this.#put({
        compressedBytes: source.taken,
        plainBytes: memberBytes,
        overheadBytes: isOne ? header.overheadBytes : 0,
        crc,
        mtimeMs,
        name: withName && header.name ? decodeUtf8(header.name, "escape") : name,
      });
      return true;
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      await this.#report.fault(path, error);
      return !error.problems.includes("end");
    }
  }

  #put({ compressedBytes, plainBytes, overheadBytes, crc, mtimeMs, name }: Row): void {
    const { isVerbose, isQuiet } = this.#settings;
    const { output, process } = this.#call;
    if (this.#rows++ === 0 && !isQuiet) {
      const details = isVerbose ? "method  crc     date  time  " : "";
      const sizes = `${"compressed".padStart(SIZE_COLUMNS)} ${"uncompressed".padStart(SIZE_COLUMNS)}`;
      output.putText(`${details}${sizes}  ratio uncompressed_name\n`);
    }
    const time = formatDate("%b %e %H:%M", momentOf(mtimeMs), timeZone(process.env.get("TZ")));
    const details = isVerbose ? `defla ${crc.toString(16).padStart(8, "0")} ${time} ` : "";
    output.putText(`${details}${rowText(compressedBytes, plainBytes, overheadBytes, name)}`);
    this.#compressedBytes += compressedBytes;
    this.#plainBytes += plainBytes;
    this.#overheadBytes = overheadBytes;
  }

  /** The sums, if there are several rows. */
  end(): void {
    const { isVerbose, isQuiet } = this.#settings;
    if (this.#rows < 2 || isQuiet) return;
    this.#call.output.putText(
      (isVerbose ? " ".repeat(DETAIL_COLUMNS) : "") +
        rowText(this.#compressedBytes, this.#plainBytes, this.#overheadBytes, "(totals)"),
    );
  }
}

function rowText(compressedBytes: number, plainBytes: number, overheadBytes: number, name: string): string {
  const sizes = [compressedBytes, plainBytes].map((bytes) => String(bytes).padStart(SIZE_COLUMNS)).join(" ");
  return `${sizes} ${ratioText(plainBytes - (compressedBytes - overheadBytes), plainBytes)} ${name}\n`;
}
