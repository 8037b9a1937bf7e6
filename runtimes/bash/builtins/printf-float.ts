import { bitLength, divideToEven, type ExtendedFloat } from "./extended-float.ts";

/** `%f`, `%e`, `%g`, `%a` and their capitals, as glibc prints a `long double`: exactly. The sign and the padding are not here. */
export function floatDigits(
  value: ExtendedFloat,
  conversion: string,
  precision: number | undefined,
  keepsPoint: boolean,
): string {
  const isCapital = conversion === conversion.toUpperCase();
  const text = digitsOf(value, conversion.toLowerCase(), precision, keepsPoint);
  return isCapital ? text.toUpperCase() : text;
}

function digitsOf(value: ExtendedFloat, kind: string, precision: number | undefined, keepsPoint: boolean): string {
  if (value.kind === "infinite") return "inf";
  if (value.kind === "nan") return "nan";
  if (kind === "f") return fixed(value, precision ?? 6, keepsPoint);
  if (kind === "e") return scientific(value, precision ?? 6, keepsPoint);
  if (kind === "g") return general(value, precision ?? 6, keepsPoint);
  return hexadecimal(value, precision, keepsPoint);
}

interface Finite {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** value · 10^power as a whole number, rounded. */
function scaled({ mantissa, exponent }: Finite, power: number): bigint {
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  return divideToEven(numerator, denominator);
}

/** Places behind the point after which all are zeros. */
function exactPlaces(value: Finite): number {
  return Math.max(0, -value.exponent);
}

function fixed(value: Finite, places: number, keepsPoint: boolean): string {
  const exact = Math.min(places, exactPlaces(value));
  const digits = scaled(value, exact)
    .toString()
    .padStart(exact + 1, "0");
  const fraction = digits
    .slice(digits.length - exact)
    .padEnd(places, "0")
    .slice(0, places);
  const whole = digits.slice(0, digits.length - exact);
  return places > 0 ? `${whole}.${fraction}` : whole + (keepsPoint ? "." : "");
}

/** So many digits and the decimal exponent of the first. */
function significant(value: Finite, count: number): { digits: string; exponent: number } {
  if (value.mantissa === 0n) return { digits: "0".repeat(count), exponent: 0 };
  let exponent = Math.floor((bitLength(value.mantissa) + value.exponent) * Math.LOG10E * Math.LN2) - 1;
  // The estimate is never too high, or rounding would hide it; rounding may make one digit more.
  for (;;) {
    const exact = Math.min(count - 1 - exponent, exactPlaces(value));
    const digits = scaled(value, exact).toString();
    const found = digits.length - 1 - exact;
    if (found === exponent) return { digits: digits.padEnd(count, "0").slice(0, count), exponent };
    exponent = found;
  }
}

function scientific(value: Finite, places: number, keepsPoint: boolean): string {
  const { digits, exponent } = significant(value, places + 1);
  return withExponent(digits.charAt(0), digits.slice(1), exponent, keepsPoint);
}

function withExponent(first: string, rest: string, exponent: number, keepsPoint: boolean): string {
  const sign = exponent < 0 ? "-" : "+";
  return `${first}${rest !== "" || keepsPoint ? "." : ""}${rest}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function general(value: Finite, precision: number, keepsPoint: boolean): string {
  const count = Math.max(1, precision);
  const { digits, exponent } = significant(value, count);
  if (exponent < -4 || exponent >= count) {
    const rest = keepsPoint ? digits.slice(1) : digits.slice(1).replace(/0+$/, "");
    return withExponent(digits.charAt(0), rest, exponent, keepsPoint);
  }
  const text = fixed(value, count - 1 - exponent, keepsPoint);
  return keepsPoint || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
}

/** With the four upper bits of the mantissa in front of the point. */
function hexadecimal({ mantissa, exponent }: Finite, precision: number | undefined, keepsPoint: boolean): string {
  if (mantissa === 0n) {
    const zeros = "0".repeat(precision ?? 0);
    return `0x0${zeros !== "" || keepsPoint ? "." : ""}${zeros}p+0`;
  }
  const shift = 64 - bitLength(mantissa);
  let whole = mantissa << BigInt(shift);
  let power = exponent - shift + 60;
  if (precision !== undefined && precision < 15) {
    whole = divideToEven(whole, 1n << BigInt(60 - 4 * precision)) << BigInt(60 - 4 * precision);
    if (bitLength(whole) > 64) {
      whole >>= 4n;
      power += 4;
    }
  }
  const digits = whole.toString(16);
  const fraction =
    precision === undefined
      ? digits.slice(1).replace(/0+$/, "")
      : digits.slice(1).padEnd(precision, "0").slice(0, precision);
  return `0x${digits.charAt(0)}${fraction !== "" || keepsPoint ? "." : ""}${fraction}p${power < 0 ? "" : "+"}${power}`;
}
