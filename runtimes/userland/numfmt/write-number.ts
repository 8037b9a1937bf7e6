import { floatDigits } from "../../bash/builtins/printf-float.ts";
import {
  type Extended,
  isZero,
  ofInteger,
  over,
  powerOf,
  type Rounding,
  reaches,
  roundedToWhole,
  times,
} from "./extended-arithmetic.ts";
import { baseOf, type Scale, SUFFIXES } from "./scale.ts";

export interface NumberStyle {
  readonly scale: Scale;
  readonly rounding: Rounding;
  /** How many digits of the fraction a format asks for. */
  readonly precision: number | undefined;
  /** How wide numbers are made with zeros; 0: not at all. */
  readonly zeroWidth: number;
}

const EXACT_DIGITS = 18;
const MAX_DIGITS = 27;

/** @param precision of what was read @returns what is wrong, if it can't be printed */
export function problemOf(value: Extended, precision: number, { scale }: NumberStyle): string | undefined {
  if (precision <= EXACT_DIGITS && !reaches(value, 10n ** BigInt(EXACT_DIGITS - precision))) return undefined;
  const { power } = scaled(value, 10n);
  const shown = `${value.negative ? "-" : ""}${floatDigits(value, "g", 6, false)}`;
  if (scale === "none" && power + precision > EXACT_DIGITS)
    return precision > 0
      ? `value/precision too large to be printed: '${shown}/${precision}' (consider using --to)`
      : `value too large to be printed: '${shown}' (consider using --to)`;
  return power >= MAX_DIGITS ? `value too large to be printed: '${shown}' (cannot handle values > 999Y)` : undefined;
}

/** @param precision how many digits of a fraction are printed where nothing is scaled */
export function numberText(given: Extended, precision: number, style: NumberStyle): string {
  const { scale, rounding, zeroWidth } = style;
  if (scale === "none") return fixed(roundedAt(given, precision, rounding), precision, zeroWidth);
  const base = baseOf(scale);
  let { value, power } = scaled(given, base);
  const places = style.precision === undefined ? (reaches(value, 10n) ? 0 : 1) : Math.min(power * 3, style.precision);
  value = roundedAt(value, places, rounding);
  if (reaches(value, base)) {
    value = over(value, ofInteger(base));
    power++;
  }
  const showsPoint = !isZero(value) && !reaches(value, 10n) && power > 0;
  const number = fixed(value, style.precision ?? (showsPoint ? 1 : 0), zeroWidth);
  const suffix = power === 0 ? "" : (SUFFIXES[power - 1] ?? "(error)");
  return `${number}${suffix}${scale === "iec-i" && power > 0 ? "i" : ""}`;
}

/** A number divided by its base until it is smaller than that. */
function scaled(given: Extended, base: bigint): { value: Extended; power: number } {
  const divisor = ofInteger(base);
  let [value, power] = [given, 0];
  while (reaches(value, base)) {
    value = over(value, divisor);
    power++;
  }
  return { value, power };
}

function roundedAt(value: Extended, places: number, rounding: Rounding): Extended {
  const factor = powerOf(10n, places);
  return over(roundedToWhole(times(value, factor), rounding), factor);
}

function fixed(value: Extended, places: number, zeroWidth: number): string {
  const sign = value.negative ? "-" : "";
  return sign + floatDigits(value, "f", places, false).padStart(zeroWidth - sign.length, "0");
}
