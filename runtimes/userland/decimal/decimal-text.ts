import { type Decimal, decimalOf, powerOfTen, quotient, rescaled, sum } from "./decimal.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LETTER = /[A-Z]/;
const LARGEST_BASE = DIGITS.length;
const MAX_LETTER_BASE = 16;

/**
 * Reads digits, with a point perhaps, of a base. Digits that the base doesn't have are its last, but for one that stands alone
 * before the point or the end.
 * @param isCut whether they are; else each digit has its own value in every base
 */
export function parseDecimal(text: string, base: number, isCut = true): Decimal {
  const [whole = "", fraction = ""] = text.split(".", 2);
  if (base === 10 && !LETTER.test(text))
    return { digits: BigInt(`${whole}${fraction}` || "0"), scale: fraction.length };
  const integer = decimalOf(wholeOf(whole, isCut && whole.length > 1 ? base : LARGEST_BASE, base));
  if (fraction === "") return integer;
  const divisor = decimalOf(BigInt(base) ** BigInt(fraction.length));
  return sum(
    integer,
    quotient(decimalOf(wholeOf(fraction, isCut ? base : LARGEST_BASE, base)), divisor, fraction.length),
  );
}

/** @param digits how many digits there are */
function wholeOf(text: string, digits: number, base: number): bigint {
  if (text.length <= 8) {
    let value = 0;
    for (const digit of text) value = value * base + Math.min(DIGITS.indexOf(digit), digits - 1);
    return BigInt(value);
  }
  const half = text.length >> 1;
  return (
    wholeOf(text.slice(0, -half), digits, base) * BigInt(base) ** BigInt(half) +
    wholeOf(text.slice(-half), digits, base)
  );
}

/** Writes a number in a base. Digits of bases over 16 are numbers with a space before each. */
export function decimalText(value: Decimal, base: number): string {
  const { digits, scale } = value;
  if (digits === 0n) return "0";
  const sign = digits < 0n ? "-" : "";
  const size = { digits: digits < 0n ? -digits : digits, scale };
  if (base === 10) return sign + tenText(size);
  const whole = rescaled(size, 0).digits;
  const width = String(base - 1).length;
  const shown =
    whole === 0n
      ? ""
      : base <= MAX_LETTER_BASE
        ? whole.toString(base).toUpperCase()
        : digitsOf(whole, base)
            .map((digit) => ` ${String(digit).padStart(width, "0")}`)
            .join("");
  const fraction = fractionOf(size, base);
  if (scale === 0) return sign + shown;
  const texts = fraction.map((digit) =>
    base <= MAX_LETTER_BASE ? DIGITS.charAt(digit) : String(digit).padStart(width, "0"),
  );
  return `${sign}${shown}.${texts.join(base <= MAX_LETTER_BASE ? "" : " ")}`;
}

function tenText({ digits, scale }: Decimal): string {
  const text = digits.toString().padStart(scale, "0");
  if (scale === 0) return text;
  return `${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}`;
}

/** Halves are written by themselves, which takes less time than digit after digit. */
function digitsOf(value: bigint, base: number): number[] {
  const powers = [BigInt(base)];
  for (let last = powers[0]; last !== undefined && last <= value; last = powers.at(-1)) powers.push(last * last);
  const written: number[] = [];
  const write = (part: bigint, level: number): void => {
    if (level < 0) {
      if (part !== 0n || written.length > 0) written.push(Number(part));
      return;
    }
    const divisor = powers[level] ?? 1n;
    write(part / divisor, level - 1);
    write(part % divisor, level - 1);
  };
  write(value, powers.length - 1);
  return written;
}

/** As many digits as tell all that those of ten do. */
function fractionOf({ digits, scale }: Decimal, base: number): number[] {
  const limit = powerOfTen(scale);
  const factor = BigInt(base);
  const written: number[] = [];
  let rest = digits % limit;
  for (let reached = 1n; reached < limit; reached *= factor) {
    rest *= factor;
    written.push(Number(rest / limit));
    rest %= limit;
  }
  return written;
}
