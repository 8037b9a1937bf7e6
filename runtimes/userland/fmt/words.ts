import type { Word } from "./paragraph.ts";

const OPENING = bytesOf("(['`\"");
const CLOSING = bytesOf(")]'\"");
const PERIODS = bytesOf(".?!");

function bytesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}

export function wordOf(text: Uint8Array): Word {
  const last = text.at(-1) ?? 0;
  let end = text.length - 1;
  while (end > 0 && CLOSING.has(text[end] ?? 0)) end--;
  return {
    text,
    space: 0,
    opens: OPENING.has(text[0] ?? 0),
    hasPunctuation: isPunctuation(last),
    hasPeriod: PERIODS.has(text[end] ?? 0),
    isFinal: false,
  };
}

function isPunctuation(byte: number): boolean {
  return (byte > 32 && byte < 48) || (byte > 57 && byte < 65) || (byte > 90 && byte < 97) || (byte > 122 && byte < 127);
}
