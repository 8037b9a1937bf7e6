import { S_IFLNK, S_IFMT } from "../../abi/file-mode.ts";
import type { Description } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { type Chunks, chunksOf } from "../compression/byte-source.ts";
import { crcOf } from "../compression/crc32.ts";
import { deflate } from "../compression/deflate.ts";
import type { TimeZone } from "../program/zone-offset.ts";
import { dosTimeOf } from "./dos-time.ts";
import {
  centralHeader,
  dataDescriptor,
  endRecord,
  FLAG,
  isFolder,
  isSymbolicLink,
  localHeader,
  METHOD,
  newEntry,
  type ZipEntry,
} from "./entry.ts";
import type { ZipFile } from "./zip-file.ts";
import type { FoundFile } from "./zip-names.ts";

const DEFLATED_VERSION = 20;
const MAX_HELD_BYTES = 1 << 20;

export interface WriterManner {
  /** 0 … 9 */
  readonly level: number;
  readonly withExtra: boolean;
  /** How names of files end that aren't compressed, in small letters. */
  readonly storedSuffixes: readonly string[];
  readonly zone: TimeZone;
}

/** Writes a zip file from its beginning to its end. */
export class ZipWriter {
  readonly #process: Process;
  readonly #files: Pick<FileSystem, "open" | "readlink">;
  readonly #fd: number;
  readonly #description: Description | undefined;
  readonly #manner: WriterManner;
  readonly entries: ZipEntry[] = [];
  #position = 0;

  /** @param isSeekable whether what was written can be changed: sizes then stand before the data */
  constructor(
    process: Process,
    files: Pick<FileSystem, "open" | "readlink">,
    fd: number,
    isSeekable: boolean,
    manner: WriterManner,
  ) {
    this.#process = process;
    this.#files = files;
    this.#fd = fd;
    this.#description = isSeekable ? process.descriptors.get(fd) : undefined;
    this.#manner = manner;
  }

  /** Takes an entry over as it is. */
  async copy(entry: ZipEntry, from: ZipFile): Promise<void> {
    const localOffset = this.#position;
    for await (const bytes of from.rawOf(entry)) await this.#write(bytes);
    this.entries.push({ ...entry, localOffset });
  }

  async addFile({ path, name, status }: FoundFile): Promise<ZipEntry> {
    const { zone, withExtra } = this.#manner;
    const entry = newEntry(name, status.mode, status.mtimeMs, dosTimeOf(status.mtimeMs, zone), withExtra);
    if (isFolder(entry)) return this.#add(entry, async function* () {}, false);
    if ((status.mode & S_IFMT) === S_IFLNK) {
      const target = encodeUtf8(this.#files.readlink(path));
      return this.#add(
        entry,
        async function* () {
          yield target;
        },
        false,
      );
    }
    const { level, storedSuffixes } = this.#manner;
    const compresses =
      level > 0 && status.size > 0 && !storedSuffixes.some((suffix) => name.toLowerCase().endsWith(suffix));
    return this.#add(entry, () => this.#contentOf(path), compresses);
  }

  /** The standard input, under the name `-`. */
  async addStdin(nowMs: number, mode: number): Promise<ZipEntry> {
    const { zone, withExtra, level } = this.#manner;
    const entry = newEntry("-", mode, nowMs, dosTimeOf(nowMs, zone), withExtra);
    const { content, isWhole } = await withBeginning(chunksOf(this.#process, 0));
    return this.#add(entry, content, level > 0, isWhole);
  }

  async finish(comment: Uint8Array): Promise<void> {
    const offset = this.#position;
    for (const entry of this.entries) await this.#write(centralHeader(entry));
    await this.#write(endRecord(this.entries.length, this.#position - offset, offset, comment));
  }

  async #add(entry: ZipEntry, content: () => Chunks, compresses: boolean, isRepeatable = true): Promise<ZipEntry> {
    const localOffset = this.#position;
    // What comes of a file is told behind it where nothing can be changed; of a directory nothing comes.
    const isStreamed = !this.#description && !isFolder(entry);
    const method = compresses ? METHOD.deflated : METHOD.stored;
    const levelFlags = compresses && !isStreamed ? levelFlagsOf(this.#manner.level) : 0;
    let whole: ZipEntry = {
      ...entry,
      localOffset,
      method,
      flags: entry.flags | (isStreamed ? FLAG.descriptor : 0) | levelFlags,
      versionNeeded: compresses ? DEFLATED_VERSION : entry.versionNeeded,
    };
    await this.#write(localHeader(whole));
    const dataStart = this.#position;
    whole = { ...whole, ...(await this.#writeData(content, compresses, isSymbolicLink(entry))) };
    if (this.#description && isRepeatable && compresses && whole.compressedBytes >= whole.plainBytes) {
      this.#description.truncate(dataStart);
      this.#description.seek(dataStart, "set");
      this.#position = dataStart;
      const { versionNeeded, flags } = entry;
      whole = {
        ...whole,
        method: METHOD.stored,
        versionNeeded,
        flags,
        ...(await this.#writeData(content, false, false)),
      };
    }
    if (isStreamed) await this.#write(dataDescriptor(whole));
    else if (this.#description) {
      this.#description.seek(localOffset, "set");
      await this.#process.write(this.#fd, localHeader(whole));
      this.#description.seek(this.#position, "set");
    }
    this.entries.push(whole);
    return whole;
  }

  async #writeData(
    content: () => Chunks,
    compresses: boolean,
    isLink: boolean,
  ): Promise<Pick<ZipEntry, "crc" | "plainBytes" | "compressedBytes" | "isText">> {
    let [crc, plainBytes] = [0, 0];
    let isText = false;
    const mayBeText = !isLink;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const bytes of content()) {
        if (plainBytes === 0) isText = mayBeText && looksLikeText(bytes);
        crc = crcOf(bytes, crc);
        plainBytes += bytes.length;
        yield bytes;
      }
    }
    const start = this.#position;
    for await (const bytes of compresses ? deflate(counted(), this.#manner.level) : counted()) await this.#write(bytes);
    return { crc, plainBytes, compressedBytes: this.#position - start, isText };
  }

  async *#contentOf(path: string): AsyncGenerator<Uint8Array> {
    const fd = this.#process.descriptors.add(this.#files.open(path, { access: "read" }, 0));
    try {
      yield* chunksOf(this.#process, fd);
    } finally {
      this.#process.descriptors.close(fd);
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await this.#process.write(this.#fd, bytes);
    this.#position += bytes.length;
  }
}

function levelFlagsOf(level: number): number {
  if (level <= 2) return level === 0 ? 0 : 4;
  return level >= 8 ? 2 : 0;
}

/** No control characters but those of lines, and something that can be seen. */
function looksLikeText(bytes: Uint8Array): boolean {
  let hasSome = false;
  for (const byte of bytes) {
    if (byte <= 6 || (byte >= 14 && byte <= 25) || (byte >= 28 && byte <= 31)) return false;
    if (byte >= 32 || byte === 9 || byte === 10 || byte === 13) hasSome = true;
  }
  return hasSome;
}

/** Holds the beginning of what can't be read twice. If that is all, it can be given again. */
async function withBeginning(chunks: Chunks): Promise<{ readonly content: () => Chunks; readonly isWhole: boolean }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let [heldBytes, isWhole] = [0, false];
  while (heldBytes < MAX_HELD_BYTES && !isWhole) {
    const { value, done } = await iterator.next();
    isWhole = done === true;
    if (isWhole) break;
    held.push(value);
    heldBytes += value.length;
  }
  async function* content(): AsyncGenerator<Uint8Array> {
    yield* held;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { content, isWhole };
}

/** All bytes of pieces. */
export async function gathered(chunks: Chunks): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of chunks) pieces.push(bytes);
  return concatBytes(pieces);
}
