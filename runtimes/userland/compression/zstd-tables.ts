/* The tables that blocks have without writing them down: RFC 8878, 3.1.1.3.2. */

/** How often each code comes, of as many as the table has states; -1 is less than once. */
const LITERAL_LENGTH_COUNTS = [
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
];
const MATCH_LENGTH_COUNTS = [
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
];
const OFFSET_COUNTS = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

/** One table of states: a state stands for a code, and says where the next one is from some bits. */
class StateTable {
  readonly bits: number;
  readonly #size: number;
  readonly #baselines: Uint16Array;
  readonly #widths: Uint8Array;
  /** By code and next state: the state that leads there. */
  readonly #before: Uint16Array;
  readonly #anyOf: Uint16Array;

  constructor(counts: readonly number[], bits: number) {
    this.bits = bits;
    this.#size = 1 << bits;
    this.#baselines = new Uint16Array(this.#size);
    this.#widths = new Uint8Array(this.#size);
    this.#before = new Uint16Array(counts.length << bits);
    this.#anyOf = new Uint16Array(counts.length);
    this.#fill(this.#spread(counts), counts);
  }

  /** A state that stands for a code. */
  stateOf(code: number): number {
    return this.#anyOf[code] ?? 0;
  }

  /** The state that stands for a code, and leads to the next one by some bits. */
  before(code: number, next: number): { readonly state: number; readonly value: number; readonly width: number } {
    const state = this.#before[(code << this.bits) + next] ?? 0;
    return { state, value: next - (this.#baselines[state] ?? 0), width: this.#widths[state] ?? 0 };
  }

  /** Which code each state stands for. */
  #spread(counts: readonly number[]): Uint8Array {
    const codes = new Uint8Array(this.#size);
    let end = this.#size;
    for (const [code, count] of counts.entries()) if (count < 0) codes[--end] = code;
    const step = (this.#size >> 1) + (this.#size >> 3) + 3;
    let at = 0;
    for (const [code, count] of counts.entries()) {
      for (let left = count; left > 0; left--) {
        codes[at] = code;
        do at = (at + step) & (this.#size - 1);
        while (at >= end);
      }
    }
    return codes;
  }

  #fill(codes: Uint8Array, counts: readonly number[]): void {
    const numbers = counts.map((count) => Math.max(1, count));
    for (const [state, code] of codes.entries()) {
      const number = numbers[code] ?? 1;
      numbers[code] = number + 1;
      const width = this.bits - (31 - Math.clz32(number));
      const baseline = (number << width) - this.#size;
      this.#baselines[state] = baseline;
      this.#widths[state] = width;
      this.#anyOf[code] = state;
      this.#before.fill(state, (code << this.bits) + baseline, (code << this.bits) + baseline + (1 << width));
    }
  }
}

export const LITERAL_LENGTHS = new StateTable(LITERAL_LENGTH_COUNTS, 6);
export const MATCH_LENGTHS = new StateTable(MATCH_LENGTH_COUNTS, 6);
export const OFFSETS = new StateTable(OFFSET_COUNTS, 5);

/** A code, and bits that say more. */
interface Coded {
  readonly code: number;
  readonly extra: number;
  readonly width: number;
}

const LITERAL_BASES = [
  16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
];
const LITERAL_WIDTHS = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BASES = [
  35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
];
const MATCH_WIDTHS = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

export function literalLengthCode(length: number): Coded {
  return coded(length, 0, 16, LITERAL_BASES, LITERAL_WIDTHS);
}

export function matchLengthCode(length: number): Coded {
  return coded(length, 3, 32, MATCH_BASES, MATCH_WIDTHS);
}

export function offsetCode(distance: number): Coded {
  // The first three numbers stand for distances from before.
  const value = distance + 3;
  const code = 31 - Math.clz32(value);
  return { code, extra: value - (1 << code), width: code };
}

function coded(
  length: number,
  first: number,
  plain: number,
  bases: readonly number[],
  widths: readonly number[],
): Coded {
  if (length - first < plain) return { code: length - first, extra: 0, width: 0 };
  const index = bases.findLastIndex((base) => base <= length);
  return { code: plain + index, extra: length - (bases[index] ?? 0), width: widths[index] ?? 0 };
}
