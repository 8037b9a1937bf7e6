import { NEWLINE } from "../program/lines.ts";
import type { ComparedText } from "./compared-text.ts";

/** The lines between what two texts begin and end with alike. */
interface Middle {
  /** The first line; the same in both. */
  readonly first: number;
  /** The line behind the last one, in each. */
  readonly ends: readonly [number, number];
}

/**
 * Finds which lines have to be looked at.
 * @param horizon how many of the lines in front and behind that are alike belong to them
 * @param minds whether a last line without end is unlike the same one with it
 */
export function withoutIdenticalEnds(a: ComparedText, b: ComparedText, horizon: number, minds: boolean): Middle {
  const start = prefixEnd(a, b, horizon, minds);
  const ends = suffixStarts(a, b, start, horizon, minds);
  return { first: a.lineAt(start), ends: [a.lineAt(ends[0]), b.lineAt(ends[1])] };
}

function prefixEnd(a: ComparedText, b: ComparedText, horizon: number, minds: boolean): number {
  const limit = Math.min(a.bytes.length, b.bytes.length);
  let at = a.bytes === b.bytes ? limit : mismatch(a.bytes, b.bytes, limit);
  const isBehindUnended = (text: ComparedText): boolean => text.bytes.length - (text.lacksNewline ? 1 : 0) < at;
  if (minds && a.bytes !== b.bytes && isBehindUnended(a) !== isBehindUnended(b)) at--;
  let lines = horizon;
  while (at > 0) {
    if (a.bytes[at - 1] === NEWLINE) {
      if (lines === 0) break;
      lines--;
    }
    at--;
  }
  return at;
}

function mismatch(a: Uint8Array, b: Uint8Array, limit: number): number {
  for (let at = 0; at < limit; at++) if (a[at] !== b[at]) return at;
  return limit;
}

function suffixStarts(
  a: ComparedText,
  b: ComparedText,
  prefix: number,
  horizon: number,
  minds: boolean,
): readonly [number, number] {
  const [lengthA, lengthB] = [a.bytes.length, b.bytes.length];
  if (minds && a.lacksNewline !== b.lacksNewline) return [lengthA, lengthB];
  const shift = lengthB - lengthA;
  const stop = prefix + Math.max(0, -shift);
  let at = lengthA;
  while (at > stop && a.bytes[at - 1] === b.bytes[at - 1 + shift]) at--;
  // One line more, by which a change behind it may move.
  let lines = horizon + (isLineStart(a, at) && isLineStart(b, at + shift) ? 0 : 1);
  for (; lines > 0 && at < lengthA; lines--) at = a.bytes.indexOf(NEWLINE, at) + 1;
  return [at, at + shift];
}

function isLineStart({ bytes }: ComparedText, at: number): boolean {
  return at === 0 || bytes[at - 1] === NEWLINE;
}
