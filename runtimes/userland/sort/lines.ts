import type { Process } from "../../kernel/process.ts";
import { compareBytes, comparison, type PartCompare } from "./compare.ts";
import { keyEnd, keyStart, type SortKey } from "./key.ts";
import { type RandomSeed, randomComparison } from "./random.ts";

/** Lines in one array of bytes; line N goes from starts[N] to ends[N]. */
export interface Lines {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

export function splitLines(bytes: Uint8Array, end: number): Lines {
  let count = 0;
  for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) count++;
  if (bytes.length > 0 && bytes.at(-1) !== end) count++;
  const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let from = 0;
  for (let line = 0; line < count; line++) {
    const found = bytes.indexOf(end, from);
    starts[line] = from;
    ends[line] = found < 0 ? bytes.length : found;
    from = (found < 0 ? bytes.length : found) + 1;
  }
  return { bytes, starts, ends };
}

export interface Order {
  readonly keys: readonly SortKey[];
  readonly separator: number | undefined;
  /** Whether lines whose keys are alike are compared as a whole, and how. */
  readonly lastResort: "forwards" | "backwards" | undefined;
  readonly seed: RandomSeed | undefined;
}

/** The order of two lines, by their numbers. */
export type LineCompare = (a: number, b: number) => number;

/** So many bytes of a key make one number that is exact. */
const PREFIX_BYTES = 6;

export function lineComparison({ bytes, starts, ends }: Lines, order: Order): LineCompare {
  const parts = order.keys.map((key) => partComparison({ bytes, starts, ends }, key, order));
  const { lastResort } = order;
  const whole: LineCompare = (a, b) =>
    compareBytes(bytes, starts[a] ?? 0, ends[a] ?? 0, starts[b] ?? 0, ends[b] ?? 0) *
    (lastResort === "backwards" ? -1 : 1);
  const [only, second] = parts;
  if (only && !second) return lastResort ? (a, b) => only(a, b) || whole(a, b) : only;
  return (a, b) => {
    for (const part of parts) {
      const result = part(a, b);
      if (result !== 0) return result;
    }
    return lastResort ? whole(a, b) : 0;
  };
}

/** Finds each line's key once. */
function partComparison({ bytes, starts, ends }: Lines, key: SortKey, { separator, seed }: Order): LineCompare {
  const isWhole =
    key.startField === 0 && key.startChar === 0 && !key.skipsBlanksAtStart && key.endField === Number.POSITIVE_INFINITY;
  let [from, to] = [starts, ends];
  if (!isWhole) {
    [from, to] = [new Uint32Array(starts.length), new Uint32Array(starts.length)];
    for (let line = 0; line < starts.length; line++) {
      const [start, end] = [starts[line] ?? 0, ends[line] ?? 0];
      from[line] = keyStart(bytes, start, end, key, separator);
      to[line] = Math.max(from[line] ?? 0, keyEnd(bytes, start, end, key, separator));
    }
  }
  const compare = comparison(key.letters);
  const sign = key.letters.includes("r") ? -1 : 1;
  if (seed && key.letters.includes("R")) {
    const random = randomComparison(bytes, from, to, seed);
    return (a, b) => (random(a, b) || compareBytes(bytes, from[a] ?? 0, to[a] ?? 0, from[b] ?? 0, to[b] ?? 0)) * sign;
  }
  const full = (a: number, b: number): number =>
    compare(bytes, from[a] ?? 0, to[a] ?? 0, from[b] ?? 0, to[b] ?? 0) * sign;
  const estimates = estimatesOf(bytes, from, to, key.letters, compare);
  if (!estimates) return full;
  return (a, b) => {
    const difference = (estimates[a] ?? 0) - (estimates[b] ?? 0);
    return difference !== 0 ? difference * sign : full(a, b);
  };
}

/** Numbers that are in the keys' order as far as they differ; most comparisons need no more. */
function estimatesOf(
  bytes: Uint8Array,
  from: Uint32Array,
  to: Uint32Array,
  letters: string,
  compare: PartCompare,
): Float64Array | undefined {
  const estimates = new Float64Array(from.length);
  if (compare === compareBytes) {
    const skipped = commonLength(bytes, from, to);
    for (let line = 0; line < from.length; line++) {
      const [start, end] = [(from[line] ?? 0) + skipped, to[line] ?? 0];
      let value = 0;
      for (let at = 0; at < PREFIX_BYTES; at++) value = value * 256 + (start + at < end ? (bytes[start + at] ?? 0) : 0);
      estimates[line] = value;
    }
    return estimates;
  }
  if (letters.includes("n")) {
    for (let line = 0; line < from.length; line++) estimates[line] = numberAt(bytes, from[line] ?? 0, to[line] ?? 0);
    return estimates;
  }
  return undefined;
}

/** With how many of the same bytes all keys begin. */
function commonLength(bytes: Uint8Array, from: Uint32Array, to: Uint32Array): number {
  const first = from[0] ?? 0;
  let length = (to[0] ?? 0) - first;
  for (let line = 1; line < from.length && length > 0; line++) {
    const start = from[line] ?? 0;
    const limit = Math.min(length, (to[line] ?? 0) - start);
    length = 0;
    while (length < limit && bytes[start + length] === bytes[first + length]) length++;
  }
  return length;
}

function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === 32 || bytes[at] === 9)) at++;
  const sign = bytes[at] === 45 && at < to ? -1 : 1;
  if (sign < 0) at++;
  let value = 0;
  for (; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  // The fraction is left to the exact comparison, which whole parts that are alike have to make.
  return sign * value;
}

const RUN = 12;
const STEPS_PER_CHECKPOINT = 1 << 15;

/** Sorts the numbers of lines; those that are alike keep their order. Others get their turn meanwhile. */
export async function sortLines(process: Process, count: number, compare: LineCompare): Promise<Uint32Array> {
  let sorted = Uint32Array.from({ length: count }, (_, line) => line);
  for (let from = 0; from < count; from += RUN) insertionSort(sorted, from, Math.min(count, from + RUN), compare);
  let other = new Uint32Array(count);
  let steps = 0;
  for (let width = RUN; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) {
      const middle = Math.min(count, from + width);
      const end = Math.min(count, from + 2 * width);
      let [left, right] = [from, middle];
      // Two runs that are in order already are one.
      if (middle >= end || compare(sorted[middle - 1] ?? 0, sorted[middle] ?? 0) <= 0) {
        other.set(sorted.subarray(from, end), from);
        continue;
      }
      for (let at = from; at < end; at++) {
        const takesLeft = right >= end || (left < middle && compare(sorted[left] ?? 0, sorted[right] ?? 0) <= 0);
        other[at] = sorted[takesLeft ? left++ : right++] ?? 0;
        if (++steps % STEPS_PER_CHECKPOINT === 0) await process.checkpoint();
      }
    }
    [sorted, other] = [other, sorted];
    await process.checkpoint();
  }
  return sorted;
}

function insertionSort(lines: Uint32Array, from: number, to: number, compare: LineCompare): void {
  for (let at = from + 1; at < to; at++) {
    const line = lines[at] ?? 0;
    let place = at;
    while (place > from && compare(lines[place - 1] ?? 0, line) > 0) {
      lines[place] = lines[place - 1] ?? 0;
      place--;
    }
    lines[place] = line;
  }
}

/** Merges runs of lines that are in order each. */
export async function mergeLines(
  process: Process,
  runs: readonly (readonly [from: number, to: number])[],
  compare: LineCompare,
): Promise<Uint32Array> {
  const places = runs.map(([from]) => from);
  const merged = new Uint32Array(runs.reduce((sum, [from, to]) => sum + to - from, 0));
  for (let at = 0; at < merged.length; at++) {
    let best = -1;
    for (const [run, [, to]] of runs.entries()) {
      const place = places[run] ?? 0;
      if (place < to && (best < 0 || compare(place, places[best] ?? 0) < 0)) best = run;
    }
    merged[at] = places[best] ?? 0;
    places[best] = (places[best] ?? 0) + 1;
    if (at % STEPS_PER_CHECKPOINT === 0) await process.checkpoint();
  }
  return merged;
}
