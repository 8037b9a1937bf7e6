import { quoted } from "../program/quoting.ts";
import type { SortKey } from "./key.ts";

/* What `sort --debug` says of options that may not mean what was meant. */

interface Warned {
  /** Those that were given, or the one that options for all lines make. */
  readonly keys: readonly SortKey[];
  readonly areGiven: boolean;
  /** Letters of the options for all keys. */
  readonly global: string;
  readonly separator: number | undefined;
  readonly isStable: boolean;
}

/** @returns one message a line */
export function warningsOf(warned: Warned): readonly string[] {
  const { keys, areGiven, separator } = warned;
  const warnings: string[] = [];
  let spans = false;
  keys.forEach((key, index) => {
    const number = index + 1;
    const isNumeric = /[ngh]/.test(key.letters);
    const isEmpty = !isWhole(key) && key.endField < key.startField;
    if (isEmpty) warnings.push(`key ${number} has zero width and will be ignored`);
    const isOffset = key.endField === 0 && key.endChar !== 0;
    if (!isEmpty && areGiven && separator === undefined && !isOffset && countsBlanks(key))
      warnings.push(`leading blanks are significant in key ${number}; consider also specifying 'b'`);
    if (areGiven && isNumeric && key.endField > key.startField) {
      warnings.push(`key ${number} is numeric and spans multiple fields`);
      spans = true;
    }
  });
  const hasNumeric = keys.some(({ letters }) => /[ngh]/.test(letters));
  const point = separatorWarning(separator, keys);
  if (spans && point !== undefined) warnings.push(point);
  const isPointTold = spans && separator === POINT;
  if (hasNumeric && !isPointTold) warnings.push("note numbers use ‘.’ as a decimal point in this locale");
  return [...warnings, ...ignoredWarnings(warned)];
}

const POINT = 46;

function isWhole(key: SortKey): boolean {
  return key.startField === 0 && key.startChar === 0;
}

function countsBlanks(key: SortKey): boolean {
  const skipsAnyway = /[nghM]/.test(key.letters);
  if (!key.skipsBlanksAtStart && (!skipsAnyway || key.startChar > 0)) return true;
  return !key.skipsBlanksAtEnd && key.endChar > 0;
}

function separatorWarning(separator: number | undefined, keys: readonly SortKey[]): string | undefined {
  if (separator === undefined) return undefined;
  const character = String.fromCharCode(separator);
  const as = (what: string): string => `field separator ${quoted(character)} is treated as a ${what} in numbers`;
  if (character === ".") return as("decimal point");
  if (character === "-") return as("minus sign");
  return character === "+" && keys.some(({ letters }) => letters.includes("g")) ? as("plus sign") : undefined;
}

/** In the order in which they are told of. */
const LETTERS = "bdfghiMnRrV";

/** Options for all keys that no key has taken. */
function ignoredWarnings({ keys, global, isStable, areGiven }: Warned): string[] {
  const isTaken = (letter: string): boolean =>
    keys.some((key) =>
      letter === "b" ? key.skipsBlanksAtStart || key.skipsBlanksAtEnd : key.letters.includes(letter),
    );
  const left = [...LETTERS].filter((letter) => global.includes(letter) && !isTaken(letter));
  const isReversed = left.includes("r") && areGiven;
  const ignored = left.filter((letter) => letter !== "r" || (isStable && areGiven));
  const warnings: string[] = [];
  if (ignored.length > 0)
    warnings.push(
      `option${ignored.length > 1 ? "s" : ""} '-${ignored.join("")}' ${ignored.length > 1 ? "are" : "is"} ignored`,
    );
  if (isReversed && !isStable) warnings.push("option '-r' only applies to last-resort comparison");
  return warnings;
}
