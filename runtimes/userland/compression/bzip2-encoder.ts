import { BitWriter } from "./bit-writer.ts";
import type { Chunks } from "./byte-source.ts";
import { Bzip2Crc, combined } from "./bzip2-crc.ts";
import { codeLengths, codesOf } from "./code-lengths.ts";
import { sortedRotations } from "./rotation-order.ts";

/* https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf */

const BLOCK_UNIT_BYTES = 100_000;
/** What a block may have less, since a run may be longer than was thought. */
const SPARE_BYTES = 19;
const MAX_RUN = 255;
const GROUP_SYMBOLS = 50;
const MAX_CODE_BITS = 17;
const ROUNDS = 4;

/** @param level 1 … 9, by which blocks are large */
export async function* bzipped(chunks: Chunks, level: number): AsyncGenerator<Uint8Array> {
  const bits = new BitWriter();
  for (const byte of [0x42, 0x5a, 0x68, 0x30 + level]) bits.write(byte, 8);
  let streamCrc = 0;
  let block = new RunBlock(level * BLOCK_UNIT_BYTES - SPARE_BYTES);
  const close = (): void => {
    block.endRun();
    streamCrc = combined(streamCrc, block.crc);
    writeBlock(bits, block.bytes, block.crc);
    block = new RunBlock(level * BLOCK_UNIT_BYTES - SPARE_BYTES);
  };
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (block.isFull) close();
      block.add(byte);
    }
    yield bits.take();
  }
  if (!block.isEmpty) close();
  bits.write(0x177245, 24);
  bits.write(0x385090, 24);
  bits.write32(streamCrc);
  bits.finish();
  yield bits.take();
}

/** The bytes of a block: of long runs, four and a count. */
class RunBlock {
  readonly #bytes: Uint8Array;
  readonly #limit: number;
  readonly #crc = new Bzip2Crc();
  #used = 0;
  #last = -1;
  #run = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#bytes = new Uint8Array(limit + SPARE_BYTES);
  }

  get isFull(): boolean {
    return this.#used >= this.#limit;
  }

  get isEmpty(): boolean {
    return this.#used === 0 && this.#run === 0;
  }

  get crc(): number {
    return this.#crc.value;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  add(byte: number): void {
    this.#crc.add(byte);
    if (byte === this.#last && this.#run < MAX_RUN) {
      this.#run++;
      return;
    }
    this.endRun();
    this.#last = byte;
    this.#run = 1;
  }

  endRun(): void {
    if (this.#run === 0) return;
    for (let count = Math.min(4, this.#run); count > 0; count--) this.#bytes[this.#used++] = this.#last;
    if (this.#run >= 4) this.#bytes[this.#used++] = this.#run - 4;
    this.#run = 0;
    this.#last = -1;
  }
}

function writeBlock(bits: BitWriter, bytes: Uint8Array, crc: number): void {
  bits.write(0x314159, 24);
  bits.write(0x265359, 24);
  bits.write32(crc);
  bits.write(0, 1);
  const order = sortedRotations(bytes);
  const { length } = bytes;
  const lastBytes = new Uint8Array(length);
  let origin = 0;
  for (let index = 0; index < length; index++) {
    const at = order[index] ?? 0;
    if (at === 0) origin = index;
    lastBytes[index] = bytes[at === 0 ? length - 1 : at - 1] ?? 0;
  }
  bits.write(origin, 24);
  writeSymbols(bits, lastBytes);
}

function writeSymbols(bits: BitWriter, bytes: Uint8Array): void {
  const isUsed = new Uint8Array(256);
  for (const byte of bytes) isUsed[byte] = 1;
  const used = Array.from(isUsed.keys()).filter((byte) => isUsed[byte] === 1);
  writeUsed(bits, isUsed);
  const symbols = movedToFront(bytes, Uint8Array.from(used));
  const kinds = used.length + 2;
  const { tables, selectors } = chosenTables(symbols, kinds);
  bits.write(tables.length, 3);
  bits.write(selectors.length, 15);
  const front = tables.map((_, index) => index);
  for (const selector of selectors) {
    const index = front.indexOf(selector);
    for (let count = index; count > 0; count--) bits.write(1, 1);
    bits.write(0, 1);
    front.splice(index, 1);
    front.unshift(selector);
  }
  for (const lengths of tables) writeLengths(bits, lengths);
  const codes = tables.map(codesOf);
  for (let at = 0; at < symbols.length; at++) {
    const selector = selectors[Math.floor(at / GROUP_SYMBOLS)] ?? 0;
    const symbol = symbols[at] ?? 0;
    bits.write(codes[selector]?.[symbol] ?? 0, tables[selector]?.[symbol] ?? 0);
  }
}

function writeUsed(bits: BitWriter, isUsed: Uint8Array): void {
  const ranges = Array.from({ length: 16 }, (_, range) => isUsed.subarray(range * 16, range * 16 + 16));
  for (const range of ranges) bits.write(range.includes(1) ? 1 : 0, 1);
  for (const range of ranges) if (range.includes(1)) for (const bit of range) bits.write(bit, 1);
}

/** How far each byte was from the front of those that came last, with runs of the first one as numbers, and the end. */
function movedToFront(bytes: Uint8Array, front: Uint8Array): Uint16Array {
  const symbols = new Uint16Array(bytes.length + 2);
  let [used, run] = [0, 0];
  const endRun = (): void => {
    for (; run > 0; run = (run - 1) >> 1) symbols[used++] = (run - 1) & 1;
  };
  for (const byte of bytes) {
    if (front[0] === byte) {
      run++;
      continue;
    }
    endRun();
    const index = front.indexOf(byte);
    front.copyWithin(1, 0, index);
    front[0] = byte;
    symbols[used++] = index + 1;
  }
  endRun();
  symbols[used++] = front.length + 1;
  return symbols.subarray(0, used);
}

/** How many tables of codes are worth their room. */
function tableCount(symbols: number): number {
  const limits = [200, 600, 1200, 2400];
  const index = limits.findIndex((limit) => symbols < limit);
  return index < 0 ? 6 : index + 2;
}

interface Tables {
  readonly tables: readonly Uint8Array[];
  readonly selectors: Uint8Array;
}

/** Tables that begin with parts of the symbols, and get better with what each group of symbols chooses. */
function chosenTables(symbols: Uint16Array, kinds: number): Tables {
  let tables = firstTables(symbols, kinds, tableCount(symbols.length));
  const groups = Math.ceil(symbols.length / GROUP_SYMBOLS);
  const selectors = new Uint8Array(groups);
  for (let round = 0; round < ROUNDS; round++) {
    const counts = tables.map(() => new Array<number>(kinds).fill(0));
    for (let group = 0; group < groups; group++) {
      const start = group * GROUP_SYMBOLS;
      const end = Math.min(symbols.length, start + GROUP_SYMBOLS);
      let [best, bestCost] = [0, Number.POSITIVE_INFINITY];
      for (const [index, lengths] of tables.entries()) {
        let cost = 0;
        for (let at = start; at < end; at++) cost += lengths[symbols[at] ?? 0] ?? 0;
        if (cost < bestCost) [best, bestCost] = [index, cost];
      }
      selectors[group] = best;
      const own = counts[best] ?? [];
      for (let at = start; at < end; at++) {
        const symbol = symbols[at] ?? 0;
        own[symbol] = (own[symbol] ?? 0) + 1;
      }
    }
    tables = counts.map((own) => codeLengths(own, MAX_CODE_BITS));
  }
  return { tables, selectors };
}

function firstTables(symbols: Uint16Array, kinds: number, count: number): Uint8Array[] {
  const counts = new Uint32Array(kinds);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1;
  let [left, start] = [symbols.length, 0];
  return Array.from({ length: count }, (_, index) => {
    const share = left / (count - index);
    let [end, covered] = [start, 0];
    while (end < kinds && (covered < share || index === count - 1)) covered += counts[end++] ?? 0;
    if (end - 1 > start && index % 2 === 1 && index < count - 1) covered -= counts[--end] ?? 0;
    const lengths = Uint8Array.from({ length: kinds }, (_unused, symbol) => (symbol >= start && symbol < end ? 0 : 15));
    left -= covered;
    start = end;
    return lengths;
  });
}

function writeLengths(bits: BitWriter, lengths: Uint8Array): void {
  let length = lengths[0] ?? 1;
  bits.write(length, 5);
  for (const wanted of lengths) {
    for (; length < wanted; length++) bits.write(2, 2);
    for (; length > wanted; length--) bits.write(3, 2);
    bits.write(0, 1);
  }
}
