import { Failure } from "./failure.ts";

/* https://rfc.zeromq.org/spec/32: five characters for four bytes, which are a number in base 85. */

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const BASE = CODES.length;
const GROUP_BYTES = 4;
const GROUP_CHARACTERS = 5;
const UNKNOWN = 255;
const NEWLINE = 10;
const VALUES = new Uint8Array(256).fill(UNKNOWN);
CODES.forEach((code, value) => {
  VALUES[code] = value;
});

/** @throws Failure for bytes that are not whole groups */
export function encodeZ85(bytes: Uint8Array): Uint8Array {
  if (bytes.length % GROUP_BYTES !== 0) throw new Failure("invalid input (length must be multiple of 4 characters)");
  const characters = new Uint8Array((bytes.length / GROUP_BYTES) * GROUP_CHARACTERS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let group = 0; group * GROUP_BYTES < bytes.length; group++) {
    let number = view.getUint32(group * GROUP_BYTES);
    for (let place = GROUP_CHARACTERS - 1; place >= 0; place--) {
      characters[group * GROUP_CHARACTERS + place] = CODES[number % BASE] ?? 0;
      number = Math.floor(number / BASE);
    }
  }
  return characters;
}

/** Reads characters as the bytes they stand for, in pieces of any size. Newlines between them are passed over. */
export class Z85Decoder {
  readonly #skipsUnknown: boolean;
  #number = 0;
  #count = 0;
  /** Whether there was something that stands for nothing. Nothing is read after it. */
  isWrong = false;

  constructor(skipsUnknown: boolean) {
    this.#skipsUnknown = skipsUnknown;
  }

  decode(characters: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(Math.ceil((characters.length + this.#count) / GROUP_CHARACTERS) * GROUP_BYTES);
    const view = new DataView(bytes.buffer);
    let used = 0;
    for (const character of characters) {
      const value = VALUES[character] ?? UNKNOWN;
      if (character === NEWLINE || (value === UNKNOWN && this.#skipsUnknown)) continue;
      this.#number = this.#number * BASE + value;
      this.isWrong ||= value === UNKNOWN || this.#number >= 2 ** 32;
      if (this.isWrong) break;
      if (++this.#count < GROUP_CHARACTERS) continue;
      view.setUint32(used, this.#number);
      used += GROUP_BYTES;
      this.#count = 0;
      this.#number = 0;
    }
    return bytes.subarray(0, used);
  }

  /** What is left at the end: an unfinished group is wrong. */
  end(): Uint8Array {
    this.isWrong ||= this.#count > 0;
    return new Uint8Array(0);
  }
}
