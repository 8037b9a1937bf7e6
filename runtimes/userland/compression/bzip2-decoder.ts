import { BitReader } from "./bit-reader.ts";
import type { ByteSource } from "./byte-source.ts";
import { Bzip2Crc, combined } from "./bzip2-crc.ts";
import { DataFault } from "./data-fault.ts";

/* https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf */

const HEADER_BYTES = 4;
/** Symbols of a block are as many as its bytes, of 20 bits at most. */
const MAX_BLOCK_BYTES = 2_400_000;
const BLOCK_UNIT_BYTES = 100_000;
const MAX_CODE_BITS = 20;
const GROUP_SYMBOLS = 50;
const RUN_A = 0;
const RUN_B = 1;
const PAGE_BYTES = 64 * 1024;

/** All streams of a file, one behind the other. @throws DataFault */
export async function* bunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let isFirst = true; ; isFirst = false) {
    const header = await source.peek(HEADER_BYTES);
    if (header.length === 0 && !isFirst) return;
    const level = levelOf(header);
    if (level === undefined) {
      // What follows whole streams is no matter.
      if (!isFirst) return;
      const isStart = [0x42, 0x5a, 0x68].every((byte, index) => header[index] === undefined || header[index] === byte);
      throw new DataFault(isStart && header.length < HEADER_BYTES ? "end" : "not the format");
    }
    source.drop(HEADER_BYTES);
    yield* stream(source, level * BLOCK_UNIT_BYTES);
  }
}

function levelOf([b, z, h, digit = 0]: Uint8Array): number | undefined {
  return b === 0x42 && z === 0x5a && h === 0x68 && digit > 0x30 && digit <= 0x39 ? digit - 0x30 : undefined;
}

async function* stream(source: ByteSource, maxBlockBytes: number): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let bitOffset = 0;
  for (;;) {
    await source.peek(MAX_BLOCK_BYTES);
    const bits = new BitReader(source.held);
    bits.read(bitOffset);
    const [high, low] = [bits.read(24), bits.read(24)];
    const isEnd = high === 0x177245 && low === 0x385090;
    if (!isEnd && !(high === 0x314159 && low === 0x265359)) throw new DataFault("invalid");
    const expected = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
    if (isEnd) {
      source.drop(Math.ceil(bits.position / 8));
      if (expected !== crc) throw new DataFault("checksum");
      return;
    }
    const block = new Block(bits, maxBlockBytes);
    source.drop(Math.floor(bits.position / 8));
    bitOffset = bits.position % 8;
    yield* block.content(expected);
    crc = combined(crc, expected);
  }
}

class Block {
  readonly #first: number;
  /** Bytes in the low eight bits; above them, where the next byte is. */
  readonly #links: Uint32Array;

  constructor(bits: BitReader, maxBytes: number) {
    if (bits.read(1) !== 0) throw new DataFault("unsupported");
    this.#first = bits.read(24);
    const bytes = decodedBytes(bits, maxBytes);
    if (this.#first >= bytes.length) throw new DataFault("invalid");
    this.#links = linked(bytes);
  }

  /** The bytes as they were. @throws DataFault */
  *content(expected: number): Generator<Uint8Array> {
    const links = this.#links;
    const crc = new Bzip2Crc();
    let page = new Uint8Array(PAGE_BYTES);
    let used = 0;
    let [run, last] = [0, -1];
    let at = (links[this.#first] ?? 0) >>> 8;
    for (let left = links.length; left > 0; left--) {
      const link = links[at] ?? 0;
      at = link >>> 8;
      const byte = link & 255;
      let [value, count] = [byte, 1];
      if (run === 4) {
        // Behind four of a kind stands how many more there are.
        [value, count, run] = [last, byte, 0];
        last = -1;
      } else {
        run = byte === last ? run + 1 : 1;
        last = byte;
      }
      for (; count > 0; count--) {
        crc.add(value);
        page[used++] = value;
        if (used < PAGE_BYTES) continue;
        yield page;
        page = new Uint8Array(PAGE_BYTES);
        used = 0;
      }
    }
    if (crc.value !== expected) throw new DataFault("checksum");
    if (used > 0) yield page.subarray(0, used);
  }
}

/** What the order of the sorted rotations says of where each byte's next one is. */
function linked(bytes: Uint8Array): Uint32Array {
  const starts = new Uint32Array(257);
  for (const byte of bytes) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  const links = Uint32Array.from(bytes);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    links[place] = (links[place] ?? 0) | (at << 8);
  }
  return links;
}

/** Undoes the codes, the runs and the moves to the front. */
function decodedBytes(bits: BitReader, maxBytes: number): Uint8Array {
  const front = usedBytes(bits);
  if (front.length === 0) throw new DataFault("invalid");
  const endSymbol = front.length + 1;
  const groups = bits.read(3);
  const selectors = readSelectors(bits, groups);
  const codes = Array.from({ length: groups }, () => new CodeTable(readLengths(bits, endSymbol + 1)));
  const bytes = new Uint8Array(maxBytes);
  let [used, runLength, runUnit, group, left] = [0, 0, 1, 0, 0];
  let code = codes[0];
  for (;;) {
    if (left === 0) {
      code = codes[selectors[group++] ?? groups];
      left = GROUP_SYMBOLS;
    }
    left--;
    if (!code) throw new DataFault("invalid");
    const symbol = code.read(bits);
    if (symbol === RUN_A || symbol === RUN_B) {
      runLength += runUnit << symbol;
      runUnit *= 2;
      if (runLength > maxBytes) throw new DataFault("invalid");
      continue;
    }
    if (runLength > 0) {
      if (used + runLength > maxBytes) throw new DataFault("invalid");
      bytes.fill(front[0] ?? 0, used, used + runLength);
      used += runLength;
      [runLength, runUnit] = [0, 1];
    }
    if (symbol === endSymbol) return bytes.subarray(0, used);
    if (used === maxBytes) throw new DataFault("invalid");
    const byte = front[symbol - 1] ?? 0;
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    bytes[used++] = byte;
  }
}

function usedBytes(bits: BitReader): Uint8Array {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if (((ranges >> (15 - range)) & 1) === 0) continue;
    const map = bits.read(16);
    for (let bit = 0; bit < 16; bit++) if ((map >> (15 - bit)) & 1) used.push(range * 16 + bit);
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, groups: number): Uint8Array {
  const count = bits.read(15);
  if (groups < 2 || groups > 6 || count === 0) throw new DataFault("invalid");
  const front = Uint8Array.from({ length: groups }, (_, index) => index);
  return Uint8Array.from({ length: count }, () => {
    let index = 0;
    while (bits.read(1) === 1) if (++index >= groups) throw new DataFault("invalid");
    const group = front[index] ?? 0;
    front.copyWithin(1, 0, index);
    front[0] = group;
    return group;
  });
}

function readLengths(bits: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new DataFault("invalid");
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}

/** Codes whose numbers go up with their lengths. */
class CodeTable {
  readonly #symbols: Uint16Array;
  /** By length: the highest code, and what is to be taken off for the index of its symbol. */
  readonly #limits = new Int32Array(MAX_CODE_BITS + 2).fill(-1);
  readonly #offsets = new Int32Array(MAX_CODE_BITS + 2);
  readonly #shortest: number;

  constructor(lengths: Uint8Array) {
    const order = Array.from(lengths.keys()).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
    this.#symbols = Uint16Array.from(order);
    this.#shortest = lengths[order[0] ?? 0] ?? 1;
    let [code, index] = [0, 0];
    for (let length = this.#shortest; length <= MAX_CODE_BITS; length++) {
      this.#offsets[length] = code - index;
      while (index < order.length && lengths[order[index] ?? 0] === length) {
        index++;
        code++;
      }
      this.#limits[length] = code - 1;
      code <<= 1;
    }
  }

  read(bits: BitReader): number {
    let length = this.#shortest;
    let code = bits.read(length);
    while (code > (this.#limits[length] ?? -1)) {
      if (++length > MAX_CODE_BITS) throw new DataFault("invalid");
      code = (code << 1) | bits.read(1);
    }
    const symbol = this.#symbols[code - (this.#offsets[length] ?? 0)];
    if (symbol === undefined) throw new DataFault("invalid");
    return symbol;
  }
}
