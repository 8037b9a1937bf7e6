import { DataFault } from "./data-fault.ts";
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
  type LzmaProperties,
  MATCH_MIN,
  MOVE_BITS,
  PROBABILITY_BITS,
  SLOT_BITS,
  TOP,
} from "./lzma-model.ts";
import type { LzmaWindow } from "./lzma-window.ts";

const FULL = 1 << PROBABILITY_BITS;
/** No symbol takes more bytes. */
const SYMBOL_BYTES = 32;
const END_DISTANCE = 0xffffffff;

/** Undoes LZMA, symbol by symbol. */
export class LzmaDecoder {
  readonly #window: LzmaWindow;
  readonly #properties: LzmaProperties;
  #model: LzmaModel;
  #input: Uint8Array = new Uint8Array(0);
  #at = 0;
  #range = 0xffffffff;
  #code = 0;
  isAtEnd = false;

  constructor(properties: LzmaProperties, window: LzmaWindow) {
    this.#properties = properties;
    this.#window = window;
    this.#model = new LzmaModel(properties);
  }

  /** Forgets what was learned. */
  reset(): void {
    this.#model = new LzmaModel(this.#properties);
  }

  /** Begins with five bytes. */
  start(bytes: Uint8Array): void {
    this.#range = 0xffffffff;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  }

  /**
   * Decodes until the window has so many fresh bytes, or an end was marked, or too little input is left for a symbol.
   * @param isWhole whether no more input comes: all of it is used then
   * @returns how much of the input was used @throws DataFault
   */
  decode(input: Uint8Array, freshBytes: number, isWhole: boolean): number {
    this.#input = input;
    this.#at = 0;
    while (this.#window.freshBytes < freshBytes && !this.isAtEnd) {
      if (!isWhole && input.length - this.#at < SYMBOL_BYTES) break;
      this.#symbol();
    }
    return this.#at;
  }

  #symbol(): void {
    const model = this.#model;
    const window = this.#window;
    const { state } = model;
    const position = window.total & ((1 << this.#properties.positionBits) - 1);
    const index = (state << 4) + position;
    if (this.#bit(model.isMatch, index) === 0) {
      this.#literal();
      return;
    }
    const { distances } = model;
    if (this.#bit(model.isRepeat, state) === 0) {
      const length = this.#length(model.lengths, position);
      distances.copyWithin(1, 0, 3);
      distances[0] = this.#distance(length);
      model.state = afterMatch(state);
      if (distances[0] === END_DISTANCE) {
        this.isAtEnd = true;
        return;
      }
      window.copy(distances[0] + 1, length + MATCH_MIN);
      return;
    }
    if (this.#bit(model.isRepeat0, state) === 0) {
      if (this.#bit(model.isLongRepeat0, index) === 0) {
        model.state = afterShortRepeat(state);
        window.copy(distances[0] + 1, 1);
        return;
      }
    } else {
      const which = this.#bit(model.isRepeat1, state) === 0 ? 1 : 2 + this.#bit(model.isRepeat2, state);
      const distance = distances[which] ?? 0;
      distances.copyWithin(1, 0, which);
      distances[0] = distance;
    }
    const length = this.#length(model.repeatLengths, position);
    model.state = afterRepeat(state);
    window.copy(distances[0] + 1, length + MATCH_MIN);
  }

  #literal(): void {
    const model = this.#model;
    const { literalContextBits, literalPositionBits } = this.#properties;
    const previous = this.#window.total === 0 ? 0 : this.#window.back(1);
    const position = this.#window.total & ((1 << literalPositionBits) - 1);
    const base = 0x300 * ((position << literalContextBits) + (previous >> (8 - literalContextBits)));
    let symbol = 1;
    if (model.state >= 7) {
      let match = this.#window.back(model.distances[0] + 1);
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(model.literals, base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(model.literals, base + symbol);
    this.#window.put(symbol & 255);
    model.state = afterLiteral(model.state);
  }

  #length({ choices, low, middle, high }: LengthModel, position: number): number {
    if (this.#bit(choices, 0) === 0) return this.#tree(low, position << 3, 3);
    if (this.#bit(choices, 1) === 0) return 8 + this.#tree(middle, position << 3, 3);
    return 16 + this.#tree(high, 0, 8);
  }

  #distance(length: number): number {
    const model = this.#model;
    const slot = this.#tree(model.slots, Math.min(length, LENGTH_STATES - 1) << SLOT_BITS, SLOT_BITS);
    if (slot < FIRST_SPECIAL_SLOT) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < FIRST_DIRECT_SLOT) return base + this.#reverseTree(model.special, base - slot, bits);
    const direct = this.#direct(bits - ALIGN_BITS) * (1 << ALIGN_BITS);
    return base + direct + this.#reverseTree(model.align, 0, ALIGN_BITS);
  }

  #tree(probabilities: Uint16Array, offset: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left--) symbol = (symbol << 1) | this.#bit(probabilities, offset + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(probabilities: Uint16Array, offset: number, bits: number): number {
    let [symbol, result] = [1, 0];
    for (let bit = 0; bit < bits; bit++) {
      const value = this.#bit(probabilities, offset + symbol);
      symbol = (symbol << 1) | value;
      result |= value << bit;
    }
    return result;
  }

  #direct(bits: number): number {
    let result = 0;
    for (let left = bits; left > 0; left--) {
      this.#range = (this.#range >>> 1) >>> 0;
      const isOne = this.#code >>> 0 >= this.#range;
      if (isOne) this.#code = (this.#code - this.#range) >>> 0;
      result = result * 2 + (isOne ? 1 : 0);
      this.#normalize();
    }
    return result;
  }

  #bit(probabilities: Uint16Array, index: number): number {
    const probability = probabilities[index] ?? 0;
    const bound = (this.#range >>> PROBABILITY_BITS) * probability;
    let bit = 0;
    if (this.#code < bound) {
      this.#range = bound;
      probabilities[index] = probability + ((FULL - probability) >> MOVE_BITS);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      probabilities[index] = probability - (probability >> MOVE_BITS);
      bit = 1;
    }
    this.#normalize();
    return bit;
  }

  #normalize(): void {
    if (this.#range >= TOP) return;
    const byte = this.#input[this.#at++];
    if (byte === undefined) throw new DataFault("end");
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | byte) >>> 0;
  }
}
