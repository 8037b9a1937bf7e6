import type { PerlPattern } from "../search/perl-pattern.ts";
import { TextBlock } from "./text-block.ts";

/** The lines that matches are in, where a match may have several of them; what touches is one. */
export function* lineSpans(pattern: PerlPattern, bytes: Uint8Array): Generator<readonly [start: number, end: number]> {
  const block = new TextBlock(bytes);
  const { text } = block;
  let span: [number, number] | undefined;
  for (let at = 0; at < text.length; ) {
    const match = pattern.find(text, at);
    if (!match) break;
    const [start, end] = match;
    at = start === end ? end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1) : end;
    const first = block.byteAt(start);
    const lines = linesAround(bytes, first, block.byteAt(end));
    if (span && span[1] >= lines[0]) span = [span[0], Math.max(span[1], lines[1])];
    else {
      if (span) yield span;
      span = lines;
    }
  }
  if (span) yield span;
}

function linesAround(bytes: Uint8Array, start: number, end: number): [number, number] {
  const first = start === 0 ? 0 : bytes.lastIndexOf(10, start - 1) + 1;
  // What ends with a newline ends its line.
  if (end > first && bytes[end - 1] === 10) return [first, end];
  const found = bytes.indexOf(10, end);
  return [first, found < 0 ? bytes.length : found + 1];
}
