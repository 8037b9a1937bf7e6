import { isPrintable } from "../../bash/quoting.ts";

/** The first and the last of each range of characters that are two columns wide. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
const WITHOUT_WIDTH = /^[\p{M}\p{Cf}]$/u;
const SPACE = /^[\p{Zs}\p{Zl}\p{Zp}]$/u;

/** How many columns a character that is printed takes. */
export function widthOf(code: number): number {
  if (code < 0x300) return 1;
  if (WITHOUT_WIDTH.test(String.fromCodePoint(code))) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

export function isSpace(code: number): boolean {
  return code < 0x80 ? code === 32 || (code >= 9 && code <= 13) : SPACE.test(String.fromCodePoint(code));
}

export function isPrinted(code: number): boolean {
  return code < 0x80 ? code >= 32 && code < 127 : isPrintable(String.fromCodePoint(code));
}

/** What is said of the bytes at a place: a character and its length, a byte that belongs to none, or the need of more. */
export const INVALID = -1;
export const INCOMPLETE = -2;

/** The code point of the character that begins at a byte of 80 or more, or why there is none. */
export function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lengthOf(lead);
  if (length === 0) return INVALID;
  let code = lead & (0xff >> (length + 1));
  for (let index = 1; index < length; index++) {
    const next = bytes[at + index];
    if (next === undefined) return INCOMPLETE;
    if ((next & 0xc0) !== 0x80) return INVALID;
    code = (code << 6) | (next & 63);
  }
  const isOverlong = (length === 3 && code < 0x800) || (length === 4 && (code < 0x10000 || code > 0x10ffff));
  return isOverlong || (code >= 0xd800 && code < 0xe000) ? INVALID : code;
}

/** How many bytes a character takes that begins with this one; 0 if none does. */
export function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}
