import { decodeUtf8, encodedLength } from "../../web/encoding.ts";
import type { Range } from "./matches.ts";

/** Where a line ends without what ends it. */
export function endOfLine(
  bytes: Uint8Array,
  [start, end]: Range,
  { lineEnd, allowsCarriageReturn }: { readonly lineEnd: number; readonly allowsCarriageReturn: boolean },
): number {
  if (end === start || bytes[end - 1] !== lineEnd) return end;
  return allowsCarriageReturn && end - 1 > start && bytes[end - 2] === 13 ? end - 2 : end - 1;
}

/** Behind the blanks that a line begins with. */
export function trimmedStart(bytes: Uint8Array, [start, end]: Range): number {
  let at = start;
  while (at < end && isBlank(bytes[at] ?? 0)) at++;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

/** Where so many characters of a line end, each with what is written above or below it. */
export function columnsEnd(bytes: Uint8Array, [start, end]: Range, columns: number): number {
  const text = decodeUtf8(bytes.subarray(start, end), "escape");
  let [at, unit] = [start, 0];
  for (let count = 0; unit < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(unit) ?? 0);
    if (!/^\p{M}/u.test(character) && ++count > columns) break;
    at += encodedLength(character);
    unit += character.length;
  }
  return at;
}
