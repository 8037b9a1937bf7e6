import type { Description } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import { ByteSource } from "../compression/byte-source.ts";
import { CENTRAL_BYTES, END_BYTES, LOCAL_BYTES, parseCentral, SIGNATURE, type ZipEntry } from "./entry.ts";

const MAX_COMMENT_BYTES = 0xffff;

/** Something in a file that isn't as in a zip file, and where. */
export class ZipFault extends Error {}

/** A zip file that is read, by its directory at the end. */
export class ZipFile {
  readonly #process: Process;
  readonly #fd: number;
  readonly #description: Description;
  /** What was put before it: offsets don't count that. */
  #startBytes = 0;
  entries: readonly ZipEntry[] = [];
  comment: Uint8Array = new Uint8Array(0);

  private constructor(process: Process, fd: number) {
    this.#process = process;
    this.#fd = fd;
    this.#description = process.descriptors.get(fd);
  }

  get size(): number {
    return this.#description.status().size;
  }

  /** @throws ZipFault, SystemError */
  static async open(process: Process, fd: number): Promise<ZipFile> {
    const file = new ZipFile(process, fd);
    await file.#readDirectory();
    return file;
  }

  close(): void {
    this.#process.descriptors.close(this.#fd);
  }

  /** The bytes from a place on, fewer at the end. */
  async bytesAt(offset: number, count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const bytes of this.#range(offset, count)) pieces.push(bytes);
    return concatBytes(pieces);
  }

  /** What an entry's data are, as they are in the file. @throws ZipFault */
  async dataOf(entry: ZipEntry): Promise<ByteSource> {
    const start = await this.#dataStart(entry);
    return new ByteSource(this.#range(start, entry.compressedBytes));
  }

  /** An entry with its header and all that belongs to it. @throws ZipFault */
  async *rawOf(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    const start = this.#startBytes + entry.localOffset;
    const dataStart = await this.#dataStart(entry);
    const hasDescriptor = (entry.flags & 8) !== 0;
    yield* this.#range(start, dataStart - start + entry.compressedBytes + (hasDescriptor ? 16 : 0));
  }

  async #dataStart({ localOffset }: ZipEntry): Promise<number> {
    const start = this.#startBytes + localOffset;
    const header = await this.bytesAt(start, LOCAL_BYTES);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (header.length < LOCAL_BYTES || view.getUint32(0, true) !== SIGNATURE.local)
      throw new ZipFault(`(local header sig):  ${start}`);
    return start + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  }

  async *#range(start: number, count: number): AsyncGenerator<Uint8Array> {
    let at = start;
    while (at < start + count) {
      this.#description.seek(at, "set");
      const bytes = await this.#process.read(this.#fd, Math.min(start + count - at, 65_536));
      if (bytes.length === 0) return;
      at += bytes.length;
      yield bytes;
      await this.#process.checkpoint();
    }
  }

  async #readDirectory(): Promise<void> {
    const { size } = this;
    const tailStart = Math.max(0, size - END_BYTES - MAX_COMMENT_BYTES);
    const tail = await this.bytesAt(tailStart, size - tailStart);
    const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
    for (let at = tail.length - END_BYTES; at >= 0; at--) {
      if (view.getUint32(at, true) !== SIGNATURE.end) continue;
      const count = view.getUint16(at + 10, true);
      const directoryBytes = view.getUint32(at + 12, true);
      const offset = view.getUint32(at + 16, true);
      const commentBytes = view.getUint16(at + 20, true);
      this.comment = tail.slice(at + END_BYTES, at + END_BYTES + commentBytes);
      const start = tailStart + at - directoryBytes;
      if (start < 0) throw new ZipFault("directory");
      this.#startBytes = start - offset;
      this.entries = this.#entriesIn(await this.bytesAt(start, directoryBytes), count);
      return;
    }
    throw new ZipFault("end");
  }

  #entriesIn(directory: Uint8Array, count: number): ZipEntry[] {
    const entries: ZipEntry[] = [];
    for (let at = 0; at + CENTRAL_BYTES <= directory.length && entries.length < count; ) {
      const parsed = parseCentral(directory.subarray(at));
      if (!parsed) throw new ZipFault("directory");
      entries.push(parsed.entry);
      at += parsed.length;
    }
    return entries;
  }
}
