import type { Regex } from "../../regex/regex.ts";
import { AwkError } from "./awk-error.ts";
import type { Regexes } from "./regexes.ts";
import { sliceText } from "./text-length.ts";

/** The parts of a text; what is between them goes into a list if one is given. */
export type Splitter = (text: string, separators?: string[]) => string[];

const [TAB, NEWLINE, SPACE] = [9, 10, 32];

/** How `FS`, and the third argument of `split`, say that a text is split. @throws AwkError */
export function splitterOf(separator: string, regexes: Regexes, alsoAtNewlines = false): Splitter {
  if (separator === " ") return splitAtBlanks;
  if (separator === "") return splitCharacters;
  // Newlines are beside a character only, not beside an expression.
  if (alsoAtNewlines && separator.length === 1) return splitterAt(regexes.of(`(${ofOneCharacter(separator)})|\n`));
  if (separator.length === 1 && separator !== "\\") return splitterAtText(separator);
  return splitterAt(regexes.of(ofOneCharacter(separator)));
}

/** One character stands for itself, whatever it means in expressions. */
function ofOneCharacter(separator: string): string {
  if (separator.length !== 1) return separator;
  return /[.[\](){}*+?|^$\\]/.test(separator) ? `\\${separator}` : separator;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === NEWLINE;
}

function splitAtBlanks(text: string, separators?: string[]): string[] {
  const parts: string[] = [];
  const { length } = text;
  let at = 0;
  for (;;) {
    const blank = at;
    while (at < length && isBlank(text.charCodeAt(at))) at++;
    separators?.push(text.slice(blank, at));
    if (at >= length) break;
    const start = at++;
    while (at < length && !isBlank(text.charCodeAt(at))) at++;
    parts.push(text.slice(start, at));
  }
  // The first is what was before all parts, the last what was behind.
  if (separators && parts.length > 0 && separators.length === parts.length) separators.push("");
  return parts;
}

function splitCharacters(text: string, separators?: string[]): string[] {
  const parts = [...text];
  for (let count = 1; count < parts.length; count++) separators?.push("");
  return parts;
}

function splitterAtText(separator: string): Splitter {
  return (text, separators) => {
    if (text === "") return [];
    const parts = text.split(separator);
    for (let count = 1; count < parts.length; count++) separators?.push(separator);
    return parts;
  };
}

export function splitterAt(regex: Regex): Splitter {
  return (text, separators) => {
    if (text === "") return [];
    const parts: string[] = [];
    let start = 0;
    let from = 0;
    while (from <= text.length) {
      const span = regex.find(text, from)?.[0];
      if (!span) break;
      const [begin, end] = span;
      if (end === begin) {
        from = begin + 1;
        continue;
      }
      parts.push(text.slice(start, begin));
      separators?.push(text.slice(begin, end));
      start = end;
      from = end;
    }
    parts.push(text.slice(start));
    return parts;
  };
}

/** `FPAT`: what matches is a part. */
export function splitterOfParts(regex: Regex): Splitter {
  return (text, separators) => {
    const parts: string[] = [];
    let from = 0;
    let last = 0;
    while (from <= text.length && text !== "") {
      const span = regex.find(text, from)?.[0];
      if (!span) break;
      const [begin, end] = span;
      // An empty part right behind another one is none.
      if (begin === end && begin === last && parts.length > 0) {
        from = begin + 1;
        continue;
      }
      separators?.push(text.slice(last, begin));
      parts.push(text.slice(begin, end));
      last = end;
      from = end > begin ? end : end + 1;
    }
    separators?.push(text.slice(last));
    return parts;
  };
}

/** `FIELDWIDTHS`: numbers of characters, each perhaps with a number to skip before it, and `*` for the rest. @throws AwkError */
export function splitterOfWidths(widths: string): Splitter {
  const columns = widths
    .split(/[ \t\n]+/)
    .filter((word) => word !== "")
    .map((word, at) => {
      const [, skipped = "0", width = ""] = /^(?:(\d+):)?(\d+|\*)$/.exec(word) ?? [];
      if (width === "") throw new AwkError(`invalid FIELDWIDTHS value, for field ${at + 1}, near \`${word}'`);
      return { skipped: Number(skipped), width: width === "*" ? Number.POSITIVE_INFINITY : Number(width) };
    });
  return (text) => {
    const parts: string[] = [];
    const length = [...text].length;
    let at = 0;
    for (const { skipped, width } of columns) {
      at += skipped;
      if (at >= length) break;
      parts.push(sliceText(text, at, at + width));
      at += width;
    }
    return parts;
  };
}
