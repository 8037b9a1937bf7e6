/* Whole numbers with a suffix that multiplies them, as the options of GNU's tools take them. */

/** Why a text is none. */
export type NumberProblem = "invalid" | "suffix" | "overflow";

const LARGEST = (1n << 64n) - 1n;
const POWERS = "KMGTPEZY";
const OTHER_FACTORS: Readonly<Record<string, bigint>> = { b: 512n, B: 1024n, c: 1n, w: 2n };

/**
 * @param suffixes letters that may follow; with a `0` among them, `B` and `iB` may follow those
 * @param base 0: that of C's constants
 */
export function suffixedNumber(text: string, suffixes: string, base: 0 | 8 | 10 | 16 = 10): bigint | NumberProblem {
  const [whole = "", sign = ""] = /^\s*([+-]?)/.exec(text) ?? [];
  if (sign === "-") return "invalid";
  const rest = text.slice(whole.length);
  const digits = digitsOf(rest, base);
  const suffix = rest.slice(digits.length);
  if (digits === "" && (suffix === "" || !suffixes.includes(suffix.charAt(0)))) return "invalid";
  const value = digits === "" ? 1n : numberOf(digits, base);
  const factor = suffix === "" ? 1n : factorOf(suffix, suffixes);
  if (factor === undefined) return "suffix";
  return value * factor > LARGEST ? "overflow" : value * factor;
}

function digitsOf(text: string, base: number): string {
  const isHexadecimal = (base === 0 || base === 16) && /^0[xX][\da-fA-F]/.test(text);
  if (isHexadecimal) return /^0[xX][\da-fA-F]+/.exec(text)?.[0] ?? "";
  const isOctal = base === 8 || (base === 0 && text.startsWith("0"));
  const pattern = isOctal ? /^[0-7]*/ : base === 16 ? /^[\da-fA-F]*/ : /^\d*/;
  return pattern.exec(text)?.[0] ?? "";
}

function numberOf(digits: string, base: number): bigint {
  if (/^0[xX]/.test(digits)) return BigInt(digits);
  if (base === 16) return BigInt(`0x${digits}`);
  return base === 8 || (base === 0 && digits.startsWith("0")) ? BigInt(`0o0${digits}`) : BigInt(digits);
}

function factorOf(suffix: string, suffixes: string): bigint | undefined {
  const letter = suffix.charAt(0);
  if (!suffixes.includes(letter)) return undefined;
  const more = suffix.slice(1);
  const other = OTHER_FACTORS[letter];
  if (other !== undefined) return more === "" ? other : undefined;
  const power = BigInt(POWERS.indexOf(letter.toUpperCase()) + 1);
  if (more === "" || (more === "iB" && suffixes.includes("0"))) return 1024n ** power;
  return (more === "B" || more === "D") && suffixes.includes("0") ? 1000n ** power : undefined;
}
