/* The probabilities of LZMA: https://github.com/jljusten/LZMA-SDK/blob/master/DOC/lzma-specification.txt */

export const PROBABILITY_BITS = 11;
const EVEN = 1 << (PROBABILITY_BITS - 1);
export const MOVE_BITS = 5;
export const TOP = 1 << 24;

export const STATES = 12;
export const MATCH_MIN = 2;
export const LENGTH_STATES = 4;
export const SLOT_BITS = 6;
export const ALIGN_BITS = 4;
/** Distances from this slot on have bits without probabilities. */
export const FIRST_DIRECT_SLOT = 14;
export const FIRST_SPECIAL_SLOT = 4;
const SPECIAL_DISTANCES = 128;
const MAX_POSITION_STATES = 16;

export interface LzmaProperties {
  readonly literalContextBits: number;
  readonly literalPositionBits: number;
  readonly positionBits: number;
}

/** @returns nothing for what is none */
export function propertiesOf(byte: number): LzmaProperties | undefined {
  if (byte >= 9 * 5 * 5) return undefined;
  const rest = Math.floor(byte / 9);
  return { literalContextBits: byte % 9, literalPositionBits: rest % 5, positionBits: Math.floor(rest / 5) };
}

function even(count: number): Uint16Array {
  return new Uint16Array(count).fill(EVEN);
}

/** How long matches are. */
export class LengthModel {
  readonly choices = even(2);
  readonly low = even(MAX_POSITION_STATES << 3);
  readonly middle = even(MAX_POSITION_STATES << 3);
  readonly high = even(256);
}

/** What was learned of the bytes so far. */
export class LzmaModel {
  readonly isMatch = even(STATES * MAX_POSITION_STATES);
  readonly isRepeat = even(STATES);
  readonly isRepeat0 = even(STATES);
  readonly isRepeat1 = even(STATES);
  readonly isRepeat2 = even(STATES);
  readonly isLongRepeat0 = even(STATES * MAX_POSITION_STATES);
  readonly slots = even(LENGTH_STATES << SLOT_BITS);
  readonly special = even(SPECIAL_DISTANCES);
  readonly align = even(1 << ALIGN_BITS);
  readonly lengths = new LengthModel();
  readonly repeatLengths = new LengthModel();
  readonly literals: Uint16Array;
  state = 0;
  readonly distances: [number, number, number, number] = [0, 0, 0, 0];

  constructor({ literalContextBits, literalPositionBits }: LzmaProperties) {
    this.literals = even(0x300 << (literalContextBits + literalPositionBits));
  }
}

export const afterLiteral = (state: number): number => (state < 4 ? 0 : state < 10 ? state - 3 : state - 6);
export const afterMatch = (state: number): number => (state < 7 ? 7 : 10);
export const afterRepeat = (state: number): number => (state < 7 ? 8 : 11);
export const afterShortRepeat = (state: number): number => (state < 7 ? 9 : 11);
