/** A way to write bytes as characters that stand for a few bits each. */
export interface BaseEncoding {
  /** Its characters, by the bits they stand for. */
  readonly alphabet: string;
  readonly bitsPerCharacter: number;
  /** A group of characters stands for whole bytes. */
  readonly groupCharacters: number;
  /** After how many characters of a group `=` may fill it. */
  readonly padded: readonly number[];
  /** Whether the characters of a byte begin with its lowest bit. @default false */
  readonly isLowestFirst?: boolean;
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WORD = `${UPPER}${UPPER.toLowerCase()}0123456789`;

const BITS_6 = { bitsPerCharacter: 6, groupCharacters: 4, padded: [2, 3] };
const BITS_5 = { bitsPerCharacter: 5, groupCharacters: 8, padded: [2, 4, 5, 7] };
const BIT = { alphabet: "01", bitsPerCharacter: 1, groupCharacters: 8, padded: [] };

export const BASE_ENCODINGS = {
  base64: { alphabet: `${WORD}+/`, ...BITS_6 },
  base64url: { alphabet: `${WORD}-_`, ...BITS_6 },
  base32: { alphabet: `${UPPER}234567`, ...BITS_5 },
  base32hex: { alphabet: `0123456789${UPPER.slice(0, 22)}`, ...BITS_5 },
  base16: { alphabet: "0123456789ABCDEF", bitsPerCharacter: 4, groupCharacters: 2, padded: [] },
  base2msbf: BIT,
  base2lsbf: { ...BIT, isLowestFirst: true },
} satisfies Record<string, BaseEncoding>;

const PAD = 61;
const UNKNOWN = 255;

/** How many bytes a group stands for. */
export function groupBytes({ bitsPerCharacter, groupCharacters }: BaseEncoding): number {
  return (bitsPerCharacter * groupCharacters) / 8;
}

/** Writes bytes as characters. All but the last call of an input must give whole groups. */
export function encodeBase(bytes: Uint8Array, encoding: BaseEncoding): Uint8Array {
  const { alphabet, bitsPerCharacter, groupCharacters, isLowestFirst = false } = encoding;
  const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
  const groups = Math.ceil(bytes.length / groupBytes(encoding));
  const characters = new Uint8Array(groups * groupCharacters).fill(PAD);
  const mask = (1 << bitsPerCharacter) - 1;
  let [held, heldBits, at] = [0, 0, 0];
  for (const byte of bytes) {
    held = ((held & mask) << 8) | (isLowestFirst ? reversed(byte) : byte);
    heldBits += 8;
    while (heldBits >= bitsPerCharacter) {
      heldBits -= bitsPerCharacter;
      characters[at++] = codes[(held >> heldBits) & mask] ?? PAD;
    }
  }
  if (heldBits > 0) characters[at] = codes[(held << (bitsPerCharacter - heldBits)) & mask] ?? PAD;
  return characters;
}

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}

/** Reads characters as the bytes they stand for, in pieces of any size. Newlines between them are passed over. */
export class BaseDecoder {
  readonly #encoding: BaseEncoding;
  readonly #skipsUnknown: boolean;
  readonly #values = new Uint8Array(256).fill(UNKNOWN);
  readonly #group: Uint8Array;
  #count = 0;
  /** Whether there was something that stands for nothing. Nothing is read after it. */
  isWrong = false;

  constructor(encoding: BaseEncoding, skipsUnknown: boolean) {
    this.#encoding = encoding;
    this.#skipsUnknown = skipsUnknown;
    this.#group = new Uint8Array(encoding.groupCharacters);
    [...encoding.alphabet].forEach((character, value) => {
      this.#values[character.charCodeAt(0)] = value;
    });
  }

  decode(characters: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(((characters.length + this.#count) * this.#encoding.bitsPerCharacter) / 8));
    let used = 0;
    for (const character of characters) {
      if (this.isWrong) break;
      if (character === 10 || (this.#skipsUnknown && !this.#isKnown(character))) continue;
      this.#group[this.#count++] = character;
      if (this.#count === this.#group.length) used = this.#decodeGroup(bytes, used);
    }
    return bytes.subarray(0, used);
  }

  /** What is left at the end: an unfinished group is wrong. */
  end(): Uint8Array {
    if (this.#count === 0 || this.isWrong) return new Uint8Array(0);
    this.isWrong = true;
    const bytes = new Uint8Array(this.#group.length);
    return this.#encoding.groupCharacters === 4 ? bytes.subarray(0, this.#decodeGroup(bytes, 0)) : bytes.subarray(0, 0);
  }

  #isKnown(character: number): boolean {
    return this.#values[character] !== UNKNOWN || (character === PAD && this.#encoding.padded.length > 0);
  }

  #decodeGroup(bytes: Uint8Array, from: number): number {
    const { bitsPerCharacter, padded, isLowestFirst = false } = this.#encoding;
    const group = this.#group.subarray(0, this.#count);
    this.#count = 0;
    let [held, heldBits, used, known] = [0, 0, from, 0];
    for (const character of group) {
      const value = this.#values[character] ?? UNKNOWN;
      if (value === UNKNOWN) break;
      known++;
      held = ((held << bitsPerCharacter) | value) & 0xffff;
      heldBits += bitsPerCharacter;
      if (heldBits < 8) continue;
      heldBits -= 8;
      const byte = (held >> heldBits) & 255;
      bytes[used++] = isLowestFirst ? reversed(byte) : byte;
    }
    const isWhole = known === this.#group.length;
    const isPadded = padded.includes(known) && group.subarray(known).every((character) => character === PAD);
    if (!isWhole && !(isPadded && group.length === this.#group.length)) this.isWrong = true;
    return used;
  }
}
