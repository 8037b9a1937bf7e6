import { formatValues } from "./format.ts";
import { formatFloat } from "./format-float.ts";

const PREFIX = /^[ \t\n\v\f\r]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/;
const WHOLE = /^[ \t\n\v\f\r]*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?<=[-+])(?:inf|nan))[ \t\n\v\f\r]*$/i;
const SPECIAL = /^[ \t\n\v\f\r]*([-+])(inf|nan)(?![A-Za-z0-9_])/i;
const ZERO = 48;

/** The number that a text begins with, 0 if with none. */
export function numberAtStart(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  // Most are short and have only digits.
  if (length < 10) {
    let value = 0;
    let at = 0;
    for (; at < length; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === length) return value;
  }
  const number = PREFIX.exec(text)?.[1];
  if (number !== undefined) return Number(number);
  const special = SPECIAL.exec(text);
  if (!special) return 0;
  const sign = special[1] === "-" ? -1 : 1;
  return special[2]?.toLowerCase() === "inf" ? sign * Number.POSITIVE_INFINITY : Number.NaN;
}

/** Whether all of a text is a number, blanks around it aside. */
export function looksNumeric(text: string): boolean {
  const { length } = text;
  if (length === 0) return false;
  const first = text.charCodeAt(0);
  if (first > 57 && first < 128) return false;
  return WHOLE.test(text);
}

/** A number as text: a whole one with all of its digits, another one by a format such as `%.6g`. */
export function textOfNumber(value: number, format: string): string {
  if (Number.isInteger(value)) return textOfInteger(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "-nan" : value > 0 ? "+inf" : "-inf";
  if (format === "%.6g") return shortText(value, 6);
  return formatValues(format, [{ isNumeric: true, number: () => value, text: () => String(value) }]);
}

function textOfInteger(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0" : String(value);
  return BigInt(value).toString();
}

/** As `%.Ng` has it. */
function shortText(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  // Ties between two texts are as good as never; the general way settles them.
  const rounded = value.toPrecision(digits);
  if (magnitude >= 1e-4 && magnitude < 999_999 && !rounded.includes("e")) {
    const exact = value.toPrecision(digits + 1);
    if (!exact.endsWith("5")) return rounded.includes(".") ? rounded.replace(/\.?0+$/, "") : rounded;
  }
  const { sign, digits: text } = formatFloat("g", value, digits, false);
  return sign + text;
}
