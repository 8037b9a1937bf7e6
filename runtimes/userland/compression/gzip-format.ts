import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import type { ByteSource, Chunks } from "./byte-source.ts";
import { crcOf } from "./crc32.ts";
import { DataFault, type DataProblem } from "./data-fault.ts";
import { deflate, inflate } from "./deflate.ts";

/* RFC 1952. */

const MAGIC = [0x1f, 0x8b];
const DEFLATED = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, encrypted: 0x20, reserved: 0xc0 } as const;
const UNIX = 3;
const FIXED_BYTES = 10;
const TRAILER_BYTES = 8;

const PROBLEMS: Readonly<Record<Exclude<DataProblem, "unsupported">, string>> = {
  "not the format": "not in gzip format",
  end: "unexpected end of file",
  invalid: "invalid compressed data--format violated",
  checksum: "invalid compressed data--crc error",
  length: "invalid compressed data--length error",
};

/** What gzip says of what is wrong, which may be behind the beginning of a line. */
export function gzipFaultText(path: string, { problems, detail }: DataFault): string {
  const texts = problems.map((problem) =>
    problem === "unsupported" ? `gzip: ${path}${detail} -- not supported\n` : `\ngzip: ${path}: ${PROBLEMS[problem]}\n`,
  );
  return texts.join("");
}

interface GzipHeader {
  /** None, if 0. */
  readonly mtimeSeconds: number;
  readonly name: Uint8Array | undefined;
  /** How long it was, with the checksum and the length behind the data. */
  readonly overheadBytes: number;
}

interface GzipManner {
  /** 0 … 9 */
  readonly level: number;
  readonly mtimeSeconds?: number;
  readonly name?: string;
}

/** Whether bytes begin as a member does. */
export function isGzip([first, second]: Uint8Array): boolean {
  return first === MAGIC[0] && second === MAGIC[1];
}

/** How much of a member isn't data. */
export function gzipOverhead({ name }: GzipManner): number {
  return FIXED_BYTES + TRAILER_BYTES + (name === undefined ? 0 : encodeUtf8(name).length + 1);
}

export async function* gzipped(chunks: Chunks, manner: GzipManner): AsyncGenerator<Uint8Array> {
  yield headerOf(manner);
  let [crc, length] = [0, 0];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      crc = crcOf(chunk, crc);
      length += chunk.length;
      yield chunk;
    }
  }
  yield* deflate(counted(), manner.level);
  const trailer = new Uint8Array(TRAILER_BYTES);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, length % 2 ** 32, true);
  yield trailer;
}

function headerOf({ level, mtimeSeconds = 0, name }: GzipManner): Uint8Array {
  const fixed = new Uint8Array(FIXED_BYTES);
  fixed.set([...MAGIC, DEFLATED, name === undefined ? 0 : FLAG.name]);
  const time = mtimeSeconds >= 0 && mtimeSeconds < 2 ** 32 ? Math.floor(mtimeSeconds) : 0;
  new DataView(fixed.buffer).setUint32(4, time, true);
  fixed[8] = level === 9 ? 2 : level === 1 ? 4 : 0;
  fixed[9] = UNIX;
  return name === undefined ? fixed : concatBytes([fixed, encodeUtf8(name), new Uint8Array(1)]);
}

/** The members of a file, one after the other, as one stream. */
export class GzipReader {
  readonly #source: ByteSource;
  /** Of the data of the member that was read last. */
  crc = 0;
  memberBytes = 0;
  /** Of the member that was read last. */
  header: GzipHeader | undefined;
  /** How many members there were. */
  members = 0;
  /** What follows the members. */
  trailing: "zeros" | "garbage" | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** @throws DataFault */
  async readHeader(): Promise<GzipHeader> {
    const start = this.#source.taken;
    const fixed = await this.#exactly(FIXED_BYTES, isGzip(await this.#source.peek(2)));
    const [, , method, flags = 0] = fixed;
    if (method !== DEFLATED) throw new DataFault("unsupported", `: unknown method ${method}`);
    if (flags & FLAG.encrypted) throw new DataFault("unsupported", " is encrypted");
    if (flags & FLAG.reserved) throw new DataFault("unsupported", ` has flags 0x${flags.toString(16)}`);
    const mtimeSeconds = new DataView(fixed.buffer, fixed.byteOffset).getUint32(4, true);
    if (flags & FLAG.extra) {
      const [low = 0, high = 0] = await this.#exactly(2);
      await this.#exactly(low + high * 256);
    }
    const name = flags & FLAG.name ? await this.#text() : undefined;
    if (flags & FLAG.comment) await this.#text();
    if (flags & FLAG.headerCrc) await this.#exactly(2);
    this.header = { mtimeSeconds, name, overheadBytes: this.#source.taken - start + TRAILER_BYTES };
    return this.header;
  }

  /** The data of all members, from behind the first header. @throws DataFault */
  async *data(): AsyncGenerator<Uint8Array> {
    yield* this.#member();
    while (isGzip(await this.#source.peek(2))) {
      await this.readHeader();
      yield* this.#member();
    }
    for await (const bytes of this.#source.rest())
      this.trailing = this.trailing === "garbage" || bytes.some((byte) => byte !== 0) ? "garbage" : "zeros";
  }

  async *#member(): AsyncGenerator<Uint8Array> {
    this.members++;
    this.memberBytes = 0;
    this.crc = 0;
    for await (const bytes of inflate(this.#source)) {
      this.crc = crcOf(bytes, this.crc);
      this.memberBytes += bytes.length;
      yield bytes;
    }
    const trailer = await this.#exactly(TRAILER_BYTES);
    const view = new DataView(trailer.buffer, trailer.byteOffset);
    const problems: DataProblem[] = [];
    if (view.getUint32(0, true) !== this.crc) problems.push("checksum");
    if (view.getUint32(4, true) !== this.memberBytes % 2 ** 32) problems.push("length");
    if (problems.length > 0) throw new DataFault(problems);
  }

  async #exactly(count: number, isRight = true): Promise<Uint8Array> {
    const bytes = await this.#source.take(count);
    if (!isRight && bytes.length > 1) throw new DataFault("not the format");
    if (bytes.length < count) throw new DataFault("end");
    return bytes;
  }

  /** Up to a NUL. */
  async #text(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (;;) {
      await this.#source.peek(1);
      const { held } = this.#source;
      if (held.length === 0) throw new DataFault("end");
      const end = held.indexOf(0);
      pieces.push(held.subarray(0, end < 0 ? held.length : end));
      this.#source.drop(end < 0 ? held.length : end + 1);
      if (end >= 0) return concatBytes(pieces);
    }
  }
}
