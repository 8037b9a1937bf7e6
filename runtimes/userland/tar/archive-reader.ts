import { decodeUtf8 } from "../../web/encoding.ts";
import type { ByteSource } from "../compression/byte-source.ts";
import { BLOCK_BYTES, isZero, parseHeader } from "./header.ts";
import { hasData, KIND, type Member } from "./member.ts";
import { type PaxRecords, parsePax } from "./pax.ts";
import { Fatal, type Report } from "./report.ts";

/** What is long of a header is kept while the next one is read: names and records, but no files. */
const MAX_EXTENSION_BYTES = 1 << 24;
const EMPTY_RECORDS: PaxRecords = new Map();

interface ReaderManner {
  /** Whether to read on behind the zeros that end an archive. */
  readonly ignoresZeros: boolean;
  /** Whether the archive came to its end too early for reasons that were told already. */
  readonly isBroken: () => boolean;
}

/** The members of an archive, one after the other. */
export class ArchiveReader {
  readonly #source: ByteSource;
  readonly #report: Report;
  readonly #manner: ReaderManner;
  #forAll: PaxRecords = EMPTY_RECORDS;
  /** Of the current member's data, with what fills the last block. */
  #left = 0;
  #leftPadding = 0;
  #isFirst = true;
  #isSkipping = false;
  /** Where the headers of the current member begin. */
  memberStart = 0;
  /** Where the zeros at the end begin. */
  end = 0;

  constructor(source: ByteSource, report: Report, manner: ReaderManner) {
    this.#source = source;
    this.#report = report;
    this.#manner = manner;
  }

  /** Where what comes next begins. */
  get position(): number {
    return this.#source.taken;
  }

  /** The next member; what is left of the one before is passed over. @throws Fatal */
  async next(): Promise<Member | undefined> {
    await this.skip();
    let [longName, longLink]: (string | undefined)[] = [];
    let records = EMPTY_RECORDS;
    this.memberStart = this.position;
    for (;;) {
      const member = await this.#header();
      if (!member) {
        this.end = this.memberStart;
        return undefined;
      }
      switch (member.kind) {
        case KIND.longName:
          longName = withoutNul(await this.#extension(member));
          break;
        case KIND.longLink:
          longLink = withoutNul(await this.#extension(member));
          break;
        case KIND.pax:
          records = parsePax(await this.#extension(member));
          break;
        case KIND.paxForAll:
          this.#forAll = new Map([...this.#forAll, ...parsePax(await this.#extension(member))]);
          break;
        default: {
          const whole = extended(member, new Map([...this.#forAll, ...records]), longName, longLink);
          this.#left = hasData(whole) ? whole.size : 0;
          this.#leftPadding = (BLOCK_BYTES - (this.#left % BLOCK_BYTES)) % BLOCK_BYTES;
          return whole;
        }
      }
    }
  }

  /** The data of the current member, as far as they weren't read. It ends early with the archive. */
  async *data(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const bytes = await this.#source.takeSome(this.#left);
      if (bytes.length === 0) {
        await this.#report.error("Unexpected EOF in archive");
        return;
      }
      this.#left -= bytes.length;
      yield bytes;
    }
  }

  /** @throws Fatal */
  async skip(): Promise<void> {
    const count = this.#left + this.#leftPadding;
    const skipped = await this.#source.skip(count);
    if (skipped < this.#left) throw new Fatal("Unexpected EOF in archive");
    this.#left = 0;
    this.#leftPadding = 0;
  }

  /** The next header, behind what is none; nothing at the end. */
  async #header(): Promise<Member | undefined> {
    for (let zeros = 0; ; ) {
      const block = await this.#source.take(BLOCK_BYTES);
      if (block.length < BLOCK_BYTES) {
        if (this.#isFirst && !this.#manner.isBroken())
          await this.#report.error("This does not look like a tar archive");
        return undefined;
      }
      const wasFirst = this.#isFirst;
      this.#isFirst = false;
      const member = parseHeader(block);
      if (member) {
        this.#isSkipping = false;
        return member;
      }
      if (!isZero(block)) {
        await this.#tellSkipping(wasFirst);
        continue;
      }
      if (this.#manner.ignoresZeros) continue;
      if (++zeros === 2) return undefined;
      const next = await this.#source.peek(BLOCK_BYTES);
      if (next.length === BLOCK_BYTES && isZero(next)) continue;
      const number = this.#source.taken / BLOCK_BYTES;
      await this.#report.warn(`A lone zero block at ${number}`);
      return undefined;
    }
  }

  async #tellSkipping(isFirst: boolean): Promise<void> {
    if (isFirst) await this.#report.error("This does not look like a tar archive");
    if (!this.#isSkipping) await this.#report.error("Skipping to next header");
    this.#isSkipping = true;
  }

  async #extension({ size }: Member): Promise<Uint8Array> {
    if (size > MAX_EXTENSION_BYTES) throw new Fatal("Unexpected EOF in archive");
    const bytes = await this.#source.take(size);
    const padding = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
    if (bytes.length < size || (await this.#source.skip(padding)) < padding)
      throw new Fatal("Unexpected EOF in archive");
    return bytes;
  }
}

function withoutNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end), "escape");
}

function extended(
  member: Member,
  records: PaxRecords,
  longName: string | undefined,
  longLink: string | undefined,
): Member {
  const number = (key: string, otherwise: number): number => {
    const text = records.get(key);
    return text === undefined || Number.isNaN(Number(text)) ? otherwise : Number(text);
  };
  return {
    ...member,
    name: records.get("path") ?? longName ?? member.name,
    linkName: records.get("linkpath") ?? longLink ?? member.linkName,
    uid: number("uid", member.uid),
    gid: number("gid", member.gid),
    user: records.get("uname") ?? member.user,
    group: records.get("gname") ?? member.group,
    size: number("size", member.size),
    mtimeSeconds: number("mtime", member.mtimeSeconds),
  };
}
