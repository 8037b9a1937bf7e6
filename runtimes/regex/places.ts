import { characterClass, classSource } from "./character-classes.ts";
import type { RegexNode } from "./tree.ts";

type Place = RegexNode & { readonly kind: "place" };

export const AT_START: Place = { kind: "place", isAt: (_text, at) => at === 0, source: "(?<![^])" };
export const AT_END: Place = { kind: "place", isAt: (text, at) => at === text.length, source: "(?![^])" };
export const AFTER_LINE_END: Place = {
  kind: "place",
  isAt: (text, at) => at === 0 || text[at - 1] === "\n",
  source: "(?<![^\\n])",
};
export const BEFORE_LINE_END: Place = {
  kind: "place",
  isAt: (text, at) => at === text.length || text[at] === "\n",
  source: "(?![^\\n])",
};

const isWord = characterClass("word") ?? (() => false);
const WORD = `[${classSource("word")}]`;
const [AFTER, NOT_AFTER, BEFORE, NOT_BEFORE] = [`(?<=${WORD})`, `(?<!${WORD})`, `(?=${WORD})`, `(?!${WORD})`];

export const NOT_AFTER_WORD: Place = {
  kind: "place",
  isAt: (text, at) => !isAfterWord(text, at),
  source: NOT_AFTER,
};
export const NOT_BEFORE_WORD: Place = {
  kind: "place",
  isAt: (text, at) => !isBeforeWord(text, at),
  source: NOT_BEFORE,
};

/** The places that glibc adds to POSIX. */
const PLACES: Readonly<Record<string, Place>> = {
  b: {
    kind: "place",
    isAt: (text, at) => isAfterWord(text, at) !== isBeforeWord(text, at),
    source: `(?:${AFTER}${NOT_BEFORE}|${NOT_AFTER}${BEFORE})`,
  },
  B: {
    kind: "place",
    isAt: (text, at) => isAfterWord(text, at) === isBeforeWord(text, at),
    source: `(?:${AFTER}${BEFORE}|${NOT_AFTER}${NOT_BEFORE})`,
  },
  "<": {
    kind: "place",
    isAt: (text, at) => !isAfterWord(text, at) && isBeforeWord(text, at),
    source: `(?:${NOT_AFTER}${BEFORE})`,
  },
  ">": {
    kind: "place",
    isAt: (text, at) => isAfterWord(text, at) && !isBeforeWord(text, at),
    source: `(?:${AFTER}${NOT_BEFORE})`,
  },
  "`": AT_START,
  "'": AT_END,
};

/** @param letter behind a backslash */
export function placeEscape(letter: string): RegexNode | undefined {
  return Object.hasOwn(PLACES, letter) ? PLACES[letter] : undefined;
}

function isAfterWord(text: string, at: number): boolean {
  return at > 0 && isWord(text.charCodeAt(at - 1));
}

function isBeforeWord(text: string, at: number): boolean {
  return at < text.length && isWord(text.charCodeAt(at));
}
