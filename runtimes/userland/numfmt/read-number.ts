import { quoted } from "../program/quoting.ts";
import { type Extended, negated, ofInteger, over, plus, powerOf, times, ZERO } from "./extended-arithmetic.ts";
import { baseOf, type Scale, SUFFIXES } from "./scale.ts";

export interface ReadNumber {
  readonly value: Extended;
  /** How many digits its fraction has; 0 behind a suffix. */
  readonly precision: number;
  /** Whether it has more digits than are held. */
  readonly isInexact: boolean;
}

const EXACT_DIGITS = 18;
const MAX_DIGITS = 27;

/** Reads a number, with a suffix if numbers are scaled. @returns what is wrong with it, if something is */
export function readNumber(text: string, scale: Scale): ReadNumber | string {
  const [, sign = "", whole = "", point = "", fraction = ""] = /^(-?)(\d*)(?:(\.)(\d*))?/.exec(text) ?? [];
  const end = sign.length + whole.length + point.length + fraction.length;
  if (whole === "" && point === "") return `invalid number: ${quoted(text)}`;
  const counts = [significant(whole), significant(fraction)];
  if (counts.some((count) => count > MAX_DIGITS)) return `value too large to be converted: ${quoted(text)}`;
  if (point !== "" && (fraction === "" || text.charAt(end - fraction.length) === "-"))
    return `invalid number: ${quoted(text)}`;
  const isInexact = counts.some((count) => count > EXACT_DIGITS);
  let value = integerOf(whole);
  if (fraction !== "") value = plus(value, over(integerOf(fraction), powerOf(10n, fraction.length)));
  if (sign !== "") value = negated(value);
  const suffix = readSuffix(text, end, scale);
  if (typeof suffix === "string") return suffix;
  const { factor, isSuffixed } = suffix;
  return { value: times(value, factor), precision: isSuffixed ? 0 : fraction.length, isInexact };
}

function significant(digits: string): number {
  return digits.replace(/^0+/, "").length;
}

/** Digit by digit, as it is rounded. */
function integerOf(digits: string): Extended {
  if (digits.length <= EXACT_DIGITS) return ofInteger(BigInt(digits === "" ? 0 : digits));
  const ten = ofInteger(10n);
  return [...digits].reduce((value, digit) => plus(times(value, ten), ofInteger(BigInt(digit))), ZERO);
}

function readSuffix(
  text: string,
  from: number,
  scale: Scale,
): { readonly factor: Extended; readonly isSuffixed: boolean } | string {
  let rest = text.slice(from);
  let [power, base] = [0, baseOf(scale)];
  const isSuffixed = rest !== "";
  if (isSuffixed) {
    rest = rest.replace(/^[ \t]+/, "");
    const letter = rest.charAt(0);
    if (letter === "" || !SUFFIXES.includes(letter)) return `invalid suffix in input: ${quoted(text)}`;
    if (scale === "none") return `rejecting suffix in input: ${quoted(text)} (consider using --from)`;
    power = SUFFIXES.indexOf(letter) + 1;
    rest = rest.slice(1);
    if (scale === "auto" && rest.startsWith("i")) {
      base = 1024n;
      rest = rest.slice(1);
    }
  }
  if (scale === "iec-i") {
    if (!rest.startsWith("i")) return `missing 'i' suffix in input: ${quoted(text)} (e.g Ki/Mi/Gi)`;
    rest = rest.slice(1);
  }
  if (rest !== "") return `invalid suffix in input ${quoted(text)}: ${quoted(rest)}`;
  return { factor: powerOf(base, power), isSuffixed };
}
