import { NEWLINE } from "../program/lines.ts";

/** A line, and where its fields begin and end in it, one after the other. */
export interface FieldedLine {
  readonly bytes: Uint8Array;
  readonly bounds: readonly number[];
}

export function fieldCount({ bounds }: FieldedLine): number {
  return bounds.length / 2;
}

/** @param tab what fields end with; a newline: the line is one field; nothing: blanks */
export function fieldsOf(bytes: Uint8Array, tab: number | undefined): FieldedLine {
  const bounds: number[] = [];
  if (bytes.length === 0) return { bytes, bounds };
  if (tab === undefined) addBetweenBlanks(bytes, bounds);
  else if (tab === NEWLINE) bounds.push(0, bytes.length);
  else {
    let from = 0;
    for (let at = bytes.indexOf(tab); at >= 0; at = bytes.indexOf(tab, from)) {
      bounds.push(from, at);
      from = at + 1;
    }
    bounds.push(from, bytes.length);
  }
  return { bytes, bounds };
}

/** Blanks behind the last field begin another one, which is empty. */
function addBetweenBlanks(bytes: Uint8Array, bounds: number[]): void {
  let from = 0;
  while (from < bytes.length && isBlank(bytes[from])) from++;
  if (from === bytes.length) return;
  for (;;) {
    let to = from + 1;
    while (to < bytes.length && !isBlank(bytes[to])) to++;
    bounds.push(from, Math.min(to, bytes.length));
    if (to >= bytes.length) return;
    from = to + 1;
    while (from < bytes.length && isBlank(bytes[from])) from++;
    if (from === bytes.length) {
      bounds.push(from, from);
      return;
    }
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10;
}

/** By their bytes; a field that is missing is empty. */
export function compareFields(
  a: FieldedLine,
  aField: number,
  b: FieldedLine,
  bField: number,
  ignoresCase: boolean,
): number {
  const [aFrom, aTo] = [a.bounds[2 * aField] ?? 0, a.bounds[2 * aField + 1] ?? 0];
  const [bFrom, bTo] = [b.bounds[2 * bField] ?? 0, b.bounds[2 * bField + 1] ?? 0];
  const [aLength, bLength] = [aTo - aFrom, bTo - bFrom];
  const length = Math.min(aLength, bLength);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.bytes[aFrom + at] ?? 0, b.bytes[bFrom + at] ?? 0];
    if (x === y) continue;
    const difference = ignoresCase ? upper(x) - upper(y) : x - y;
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}

function upper(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}
