import { looksNumeric, numberAtStart, textOfNumber } from "./numbers.ts";
import { SURROGATE } from "./text-length.ts";

/** What came from outside: a text, and a number as well if it looks like one. */
export class InputText {
  readonly text: string;
  #isNumeric: boolean | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get isNumeric(): boolean {
    this.#isNumeric ??= looksNumeric(this.text);
    return this.#isNumeric;
  }
}

/** A field that there isn't. */
export const MISSING = new InputText("");

/** `@/…/` */
export class RegexValue {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Nothing: a variable that was never assigned. */
export type Value = number | string | InputText | RegexValue | undefined;

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  if (typeof value === "string") return numberAtStart(value);
  return numberAtStart(value instanceof InputText ? value.text : value.source);
}

/** @param format how numbers that aren't whole are written */
export function toText(value: Value, format: string): string {
  if (typeof value === "string") return value;
  if (value instanceof InputText) return value.text;
  if (value === undefined) return "";
  return typeof value === "number" ? textOfNumber(value, format) : value.source;
}

export function isTrue(value: Value): boolean {
  if (typeof value === "number") return value !== 0;
  if (value === undefined) return false;
  if (typeof value === "string") return value !== "";
  if (value instanceof InputText) return value.isNumeric ? numberAtStart(value.text) !== 0 : value.text !== "";
  return value.source !== "";
}

/** Numbers are compared as such, if one is a text both are compared as texts. @returns less than 0, 0 or more, or NaN */
export function compareValues(left: Value, right: Value, format: string): number {
  if (isNumeric(left) && isNumeric(right)) {
    const [a, b] = [toNumber(left), toNumber(right)];
    return a === b ? 0 : a - b || (a < b ? -1 : 1);
  }
  return compareTexts(toText(left, format), toText(right, format));
}

export function isNumeric(value: Value): boolean {
  return typeof value === "number" || value === undefined || (value instanceof InputText && value.isNumeric);
}

/** By code points, as the bytes of UTF-8 would be. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  if (!SURROGATE.test(left) && !SURROGATE.test(right)) return left < right ? -1 : 1;
  for (let at = 0; ; at++) {
    const [a, b] = [left.codePointAt(at), right.codePointAt(at)];
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    if (a !== b) return a - b;
  }
}
