import { decodeUtf8 } from "../../web/encoding.ts";
import { widthOf } from "../program/characters.ts";
import type { Output } from "../program/output.ts";
import { FLOAT, MONTHS } from "./compare.ts";
import { keyEnd, keyStart, type SortKey } from "./key.ts";

/* What `sort --debug` shows: each line with the keys under it that it was compared by. */

const TAB = 9;
const SHOWN_TAB = 62;
const NEWLINE = 10;

export interface DebugManner {
  readonly keys: readonly SortKey[];
  readonly separator: number | undefined;
  /** Whether whole lines are compared in the end. */
  readonly hasLastResort: boolean;
}

export function putDebugged(output: Output, line: Uint8Array, { keys, separator, hasLastResort }: DebugManner): void {
  for (const byte of line) output.putByte(byte === TAB ? SHOWN_TAB : byte);
  output.putByte(NEWLINE);
  for (const key of keys) {
    const from = keyStart(line, 0, line.length, key, separator);
    const to = Math.max(from, keyEnd(line, 0, line.length, key, separator));
    mark(output, line, ...tightened(line, from, to, key));
  }
  if (hasLastResort || keys.length === 0) mark(output, line, 0, line.length);
}

/** Only what is a number or a month of a key counts. */
function tightened(line: Uint8Array, from: number, to: number, key: SortKey): readonly [from: number, to: number] {
  const { letters } = key;
  const isWhole = key.startField === 0 && key.startChar === 0;
  if (!(key.skipsBlanksAtStart && isWhole) && !/[Mngh]/.test(letters)) return [from, to];
  let start = from;
  while (start < to && (line[start] === 32 || line[start] === TAB || line[start] === NEWLINE)) start++;
  const text = String.fromCharCode(...line.subarray(start, to));
  const length = lengthOfValue(text, letters);
  return [start, length === undefined ? to : start + length];
}

function lengthOfValue(text: string, letters: string): number | undefined {
  if (letters.includes("M")) return MONTHS.includes(text.slice(0, 3).toUpperCase()) ? 3 : 0;
  if (letters.includes("g")) return FLOAT.exec(text)?.[0].length ?? 0;
  if (letters.includes("n") || letters.includes("h")) {
    const number = /^-?(?:\d+(?:\.\d*)?|\.\d+)/.exec(text)?.[0] ?? "";
    const hasUnit = letters.includes("h") && number !== "" && /^[KMGTPEZYk]/.test(text.slice(number.length));
    return number.length + (hasUnit ? 1 : 0);
  }
  return undefined;
}

function mark(output: Output, line: Uint8Array, from: number, to: number): void {
  output.putText(" ".repeat(width(line.subarray(0, from))));
  const marked = width(line.subarray(from, to));
  output.putText(marked === 0 ? "^ no match for key\n" : `${"_".repeat(marked)}\n`);
}

/** Tabs are shown as one character. */
function width(bytes: Uint8Array): number {
  let sum = 0;
  for (const character of decodeUtf8(bytes, "escape")) {
    const code = character.codePointAt(0) ?? 0;
    if (code === TAB) sum++;
    else if (code >= 0xdc80 && code <= 0xdcff) sum++;
    else if (code >= 32 && code !== 127) sum += Math.max(0, widthOf(code));
  }
  return sum;
}
