import { UsageError } from "./program/options.ts";
import { quoted } from "./program/quoting.ts";

/** Counted from 1, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** The ranges of a list of `cut`, in their order, none over another. @throws UsageError */
export function parseRanges(list: string, isFields: boolean, isComplement: boolean): Range[] {
  const ranges = list.split(/[, \t]/).map((text) => parseRange(text, isFields));
  ranges.sort((a, b) => a.first - b.first);
  const merged: Range[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last)
      merged[merged.length - 1] = { first: previous.first, last: Math.max(previous.last, range.last) };
    else merged.push(range);
  }
  return isComplement ? complementOf(merged) : merged;
}

function parseRange(text: string, isFields: boolean): Range {
  const [, start = "", dash = "", end = ""] = /^(\d*)(-?)(\d*)$/.exec(text) ?? [];
  const fromOne = isFields ? "fields are numbered from 1" : "byte/character positions are numbered from 1";
  if (!/^\d*-?\d*$/.test(text)) {
    const what = /-.*-/.test(text)
      ? isFields
        ? "invalid field range"
        : "invalid byte or character range"
      : `invalid ${isFields ? "field value" : "byte/character position"} ${quoted(text.replace(/^[\d-]*/, ""))}`;
    throw new UsageError(what);
  }
  if (text === "") throw new UsageError(fromOne);
  if (text === "-") throw new UsageError("invalid range with no endpoint: -");
  const first = start === "" ? 1 : Number(start);
  const last = dash === "" ? first : end === "" ? Number.POSITIVE_INFINITY : Number(end);
  if (first === 0) throw new UsageError(fromOne);
  if (last < first) throw new UsageError("invalid decreasing range");
  return { first, last };
}

function complementOf(ranges: readonly Range[]): Range[] {
  const others: Range[] = [];
  let next = 1;
  for (const { first, last } of ranges) {
    if (first > next) others.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next !== Number.POSITIVE_INFINITY) others.push({ first: next, last: Number.POSITIVE_INFINITY });
  return others;
}
