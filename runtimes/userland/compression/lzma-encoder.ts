import {
  ALIGN_BITS,
  afterLiteral,
  afterMatch,
  afterRepeat,
  afterShortRepeat,
  FIRST_DIRECT_SLOT,
  FIRST_SPECIAL_SLOT,
  LENGTH_STATES,
  type LengthModel,
  LzmaModel,
  MATCH_MIN,
  SLOT_BITS,
} from "./lzma-model.ts";
import type { MatchFinder } from "./match-finder.ts";
import type { RangeEncoder } from "./range-encoder.ts";

const MAX_LENGTH = 273;
const PROPERTIES = { literalContextBits: 3, literalPositionBits: 0, positionBits: 2 } as const;
/** The properties as they stand in files. */
export const PROPERTIES_BYTE = (PROPERTIES.positionBits * 5 + PROPERTIES.literalPositionBits) * 9 + 3;
const POSITION_MASK = (1 << PROPERTIES.positionBits) - 1;

interface Choice {
  readonly length: number;
  /** Which of the last distances; absent for a new one. */
  readonly repeat?: number;
  readonly distance: number;
}

/** Encodes bytes as what was learned of those before makes it short. */
export class LzmaEncoder {
  readonly #finder: MatchFinder;
  readonly #range: RangeEncoder;
  #model = new LzmaModel(PROPERTIES);

  constructor(finder: MatchFinder, range: RangeEncoder) {
    this.#finder = finder;
    this.#range = range;
  }

  /** Forgets what was learned. */
  reset(): void {
    this.#model = new LzmaModel(PROPERTIES);
  }

  /** @param total how many bytes came before the place @param isFirst whether nothing is before it */
  encode(from: number, to: number, total: number): void {
    let at = from;
    while (at < to) {
      const choice = this.#choose(at, to);
      const position = (total + at - from) & POSITION_MASK;
      if (!choice) {
        this.#literal(at, position, total + at - from === 0);
        this.#finder.insert(at);
        at++;
        continue;
      }
      this.#match(choice, position);
      for (const end = at + choice.length; at < end; at++) this.#finder.insert(at);
    }
  }

  /** The longest of all matches, if waiting for the next byte finds no better one. */
  #choose(at: number, to: number): Choice | undefined {
    const repeat = this.#longestRepeat(at, to);
    const match = this.#finder.find(at, Math.min(MAX_LENGTH, to - at));
    if (repeat && repeat.length >= MATCH_MIN && repeat.length + 1 >= (match?.length ?? 0)) return repeat;
    if (!match) return repeat;
    if (match.length < 32 && at + 1 < to) {
      const next = this.#finder.lengthOf(at + 1, this.#model.distances[0] + 1, Math.min(MAX_LENGTH, to - at - 1));
      if (next > match.length) return undefined;
    }
    return match;
  }

  #longestRepeat(at: number, to: number): Choice | undefined {
    const maxLength = Math.min(MAX_LENGTH, to - at);
    let best: Choice | undefined;
    for (const [repeat, last] of this.#model.distances.entries()) {
      const length = this.#finder.lengthOf(at, last + 1, maxLength);
      // One byte only from where the last match was.
      if (length < (repeat === 0 ? 1 : MATCH_MIN)) continue;
      if (length > (best?.length ?? 0)) best = { length, repeat, distance: last + 1 };
    }
    return best;
  }

  #literal(at: number, position: number, isFirst: boolean): void {
    const model = this.#model;
    const { buffer } = this.#finder;
    this.#range.bit(model.isMatch, (model.state << 4) + position, 0);
    const byte = buffer[at] ?? 0;
    const previous = isFirst ? 0 : (buffer[at - 1] ?? 0);
    const base = 0x300 * (previous >> (8 - PROPERTIES.literalContextBits));
    let symbol = 1;
    let isFollowing = model.state >= 7;
    const match = isFollowing ? (buffer[at - model.distances[0] - 1] ?? 0) : 0;
    for (let bitAt = 7; bitAt >= 0; bitAt--) {
      const bit = (byte >> bitAt) & 1;
      const matchBit = (match >> bitAt) & 1;
      this.#range.bit(model.literals, base + (isFollowing ? (1 + matchBit) << 8 : 0) + symbol, bit);
      isFollowing = isFollowing && bit === matchBit;
      symbol = (symbol << 1) | bit;
    }
    model.state = afterLiteral(model.state);
  }

  #match({ length, repeat, distance }: Choice, position: number): void {
    const model = this.#model;
    const { state, distances } = model;
    const index = (state << 4) + position;
    this.#range.bit(model.isMatch, index, 1);
    this.#range.bit(model.isRepeat, state, repeat === undefined ? 0 : 1);
    if (repeat === undefined) {
      this.#length(model.lengths, length - MATCH_MIN, position);
      this.#distance(distance - 1, length - MATCH_MIN);
      distances.copyWithin(1, 0, 3);
      distances[0] = distance - 1;
      model.state = afterMatch(state);
      return;
    }
    this.#range.bit(model.isRepeat0, state, repeat === 0 ? 0 : 1);
    if (repeat === 0) {
      this.#range.bit(model.isLongRepeat0, index, length === 1 ? 0 : 1);
      if (length === 1) {
        model.state = afterShortRepeat(state);
        return;
      }
    } else {
      this.#range.bit(model.isRepeat1, state, repeat === 1 ? 0 : 1);
      if (repeat > 1) this.#range.bit(model.isRepeat2, state, repeat - 2);
      distances.copyWithin(1, 0, repeat);
      distances[0] = distance - 1;
    }
    this.#length(model.repeatLengths, length - MATCH_MIN, position);
    model.state = afterRepeat(state);
  }

  #length({ choices, low, middle, high }: LengthModel, length: number, position: number): void {
    this.#range.bit(choices, 0, length < 8 ? 0 : 1);
    if (length < 8) {
      this.#range.tree(low, position << 3, 3, length);
      return;
    }
    this.#range.bit(choices, 1, length < 16 ? 0 : 1);
    if (length < 16) this.#range.tree(middle, position << 3, 3, length - 8);
    else this.#range.tree(high, 0, 8, length - 16);
  }

  #distance(distance: number, length: number): void {
    const model = this.#model;
    const highest = 31 - Math.clz32(distance);
    const slot = distance < FIRST_SPECIAL_SLOT ? distance : highest * 2 + ((distance >>> (highest - 1)) & 1);
    this.#range.tree(model.slots, Math.min(length, LENGTH_STATES - 1) << SLOT_BITS, SLOT_BITS, slot);
    if (slot < FIRST_SPECIAL_SLOT) return;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    const rest = distance - base;
    if (slot < FIRST_DIRECT_SLOT) {
      this.#range.reverseTree(model.special, base - slot, bits, rest);
      return;
    }
    this.#range.direct(rest >>> ALIGN_BITS, bits - ALIGN_BITS);
    this.#range.reverseTree(model.align, 0, ALIGN_BITS, rest & ((1 << ALIGN_BITS) - 1));
  }
}
