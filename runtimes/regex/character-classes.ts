/** Classes of `[[:name:]]`, in patterns and in regular expressions, over code points. */
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  alpha: (code) => isLetter(code),
  digit: (code) => code >= 48 && code <= 57,
  alnum: (code) => isLetter(code) || (code >= 48 && code <= 57),
  upper: (code) => (code < 128 ? code >= 65 && code <= 90 : /\p{Lu}/u.test(String.fromCodePoint(code))),
  lower: (code) => (code < 128 ? code >= 97 && code <= 122 : /\p{Ll}/u.test(String.fromCodePoint(code))),
  space: (code) =>
    code === 32 ||
    (code >= 9 && code <= 13) ||
    (code > 128 && code !== 0xa0 && /\p{Z}/u.test(String.fromCodePoint(code))),
  blank: (code) => code === 32 || code === 9,
  cntrl: (code) => code < 32 || (code >= 127 && code < 160),
  graph: (code) => isPrinted(code) && code !== 32,
  print: (code) => isPrinted(code),
  punct: (code) => isPrinted(code) && code !== 32 && !isLetter(code) && !(code >= 48 && code <= 57),
  xdigit: (code) => (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102),
  ascii: (code) => code < 128,
  word: (code) => code === 95 || isLetter(code) || (code >= 48 && code <= 57),
};

const LETTERS = "[a-zA-Z[[\\p{L}\\p{Nd}]--[\\u{0}-\\u{7f}]]]";
const GRAPH = "[!-~\\u{a0}-\\u{d7ff}\\u{e000}-\\u{10ffff}]";
/** The same, as parts of a class in a `RegExp` with the flag `v`. */
const SOURCES: Readonly<Record<string, string>> = {
  alpha: LETTERS,
  digit: "[0-9]",
  alnum: `[${LETTERS}0-9]`,
  upper: "\\p{Lu}",
  lower: "\\p{Ll}",
  space: "[\\u{9}-\\u{d}\\u{20}[\\p{Z}--[\\u{0}-\\u{80}\\u{a0}]]]",
  blank: "[\\u{20}\\u{9}]",
  cntrl: "[\\u{0}-\\u{1f}\\u{7f}-\\u{9f}]",
  graph: GRAPH,
  print: `[${GRAPH}\\u{20}]`,
  punct: `[${GRAPH}--[${LETTERS}0-9]]`,
  xdigit: "[0-9a-fA-F]",
  ascii: "[\\u{0}-\\u{7f}]",
  word: `[${LETTERS}0-9_]`,
};

export function characterClass(name: string): ((code: number) => boolean) | undefined {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
}

/** @param name of a class that there is */
export function classSource(name: string): string {
  return SOURCES[name] ?? "[]";
}

function isLetter(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code));
}

function isPrinted(code: number): boolean {
  if (code < 128) return code >= 32 && code < 127;
  return code >= 160 && !(code >= 0xd800 && code <= 0xdfff);
}

/** For matches that ignore case: one code point to another. */
export function folded(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  const lower = String.fromCodePoint(code).toLowerCase();
  const first = lower.codePointAt(0) ?? code;
  return String.fromCodePoint(first) === lower ? first : code;
}
