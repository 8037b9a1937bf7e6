import { concatBytes } from "../../web/bytes.ts";
import type { Chunks } from "./byte-source.ts";
import { LzmaEncoder, PROPERTIES_BYTE } from "./lzma-encoder.ts";
import { MatchFinder } from "./match-finder.ts";
import { RangeEncoder } from "./range-encoder.ts";

/** So few that they have room in a chunk also if they can't be compressed. */
const CHUNK_BYTES = 48 * 1024;
const MAX_PACKED_BYTES = 1 << 16;
const RESET = { none: 0, model: 1, properties: 2, all: 3 } as const;

/** @param dictionaryBytes how far back matches are looked for @param steps how long they are */
export async function* lzma2Encoded(
  chunks: Chunks,
  dictionaryBytes: number,
  steps: number,
): AsyncGenerator<Uint8Array> {
  const packer = new ChunkPacker(dictionaryBytes, steps);
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0; ) {
      const count = packer.add(rest);
      rest = rest.subarray(count);
      if (packer.waiting >= CHUNK_BYTES) yield packer.pack();
    }
  }
  while (packer.waiting > 0) yield packer.pack();
  yield Uint8Array.of(0);
}

class ChunkPacker {
  readonly #finder: MatchFinder;
  readonly #range = new RangeEncoder();
  readonly #encoder: LzmaEncoder;
  #at = 0;
  #total = 0;
  #reset: number = RESET.all;

  constructor(dictionaryBytes: number, steps: number) {
    this.#finder = new MatchFinder(dictionaryBytes, steps);
    this.#encoder = new LzmaEncoder(this.#finder, this.#range);
  }

  /** How many bytes aren't packed yet. */
  get waiting(): number {
    return this.#finder.used - this.#at;
  }

  /** @returns how many bytes were taken */
  add(bytes: Uint8Array): number {
    if (this.#finder.room < CHUNK_BYTES) this.#at = this.#finder.slide(this.#at);
    const count = Math.min(bytes.length, CHUNK_BYTES - this.waiting);
    this.#finder.buffer.set(bytes.subarray(0, count), this.#finder.used);
    this.#finder.used += count;
    return count;
  }

  pack(): Uint8Array {
    const end = Math.min(this.#finder.used, this.#at + CHUNK_BYTES);
    const plain = this.#finder.buffer.slice(this.#at, end);
    this.#encoder.encode(this.#at, end, this.#total);
    const packed = this.#range.finish();
    this.#at = end;
    this.#total += plain.length;
    if (packed.length >= plain.length || packed.length > MAX_PACKED_BYTES) return this.#asTheyAre(plain);
    const control = 0x80 | (this.#reset << 5);
    const [size, packedSize] = [plain.length - 1, packed.length - 1];
    const header = [control | (size >> 16), (size >> 8) & 255, size & 255, packedSize >> 8, packedSize & 255];
    if (this.#reset >= RESET.properties) header.push(PROPERTIES_BYTE);
    this.#reset = RESET.none;
    return concatBytes([Uint8Array.from(header), packed]);
  }

  /** What doesn't get shorter stays as it is; then nothing was learned. */
  #asTheyAre(plain: Uint8Array): Uint8Array {
    const size = plain.length - 1;
    const header = Uint8Array.of(this.#reset === RESET.all ? 1 : 2, size >> 8, size & 255);
    this.#reset = this.#reset >= RESET.properties ? RESET.properties : RESET.model;
    this.#encoder.reset();
    return concatBytes([header, plain]);
  }
}
