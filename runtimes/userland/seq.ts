import { directiveAt } from "../bash/builtins/printf-directive.ts";
import { renderDirective } from "../bash/builtins/printf-output.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/seq. Decimal numbers are counted exactly. */

const OPTIONS = {
  format: { letters: "f", value: "FORMAT", about: "print numbers as C's printf does by FORMAT" },
  separator: { letters: "s", value: "STRING", about: "print STRING between numbers, not a newline" },
  "equal-width": { letters: "w", about: "make all numbers as wide as the widest, with zeros" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

/** A number, as a multiple of a power of ten. */
interface Decimal {
  readonly units: bigint;
  readonly digits: number;
  readonly isInfinite: boolean;
  /** C's floating point numbers have one, which the number that is counted from keeps. */
  readonly isNegativeZero: boolean;
  /** How many characters it has as it was written, without an exponent. */
  readonly width: number;
}

const DECIMAL =
  /^[ \t\n]*(?<sign>[-+]?)(?:(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[-+]?\d{1,4}))?|(?<infinite>inf(?:inity)?))$/i;

export const seq = program({
  name: "seq",
  usage: ["[OPTION]... LAST", "[OPTION]... FIRST LAST", "[OPTION]... FIRST INCREMENT LAST"],
  about: "Prints the numbers from FIRST (or 1) to LAST, in steps of INCREMENT (or 1).",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  modernize: withNegativeNumbers,
  run: async (call) => {
    const { options, operands, output } = call;
    const [first, , , extra] = operands;
    if (first === undefined) throw new UsageError("missing operand");
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const format = options.value("format");
    if (format !== undefined) parseFormat(format);
    const numbers = operands.map(decimal);
    const increment = numbers.length === 3 ? numbers[1] : undefined;
    if (increment && increment.units === 0n)
      throw new UsageError(`invalid Zero increment value: ${quoted(operands[1] ?? "")}`);
    const digits = Math.max(...numbers.map((number) => number.digits));
    const shown = Math.max(...(numbers.length > 1 ? numbers.slice(0, -1) : []).map((number) => number.digits), 0);
    const scaled = (number: Decimal | undefined): bigint =>
      number === undefined ? 10n ** BigInt(digits) : number.units * 10n ** BigInt(digits - number.digits);
    const [start, step] = [scaled(numbers.length > 1 ? numbers[0] : undefined), scaled(increment)];
    const last = numbers.at(-1);
    const stop = last?.isInfinite ? undefined : scaled(last);
    const endless = last?.isInfinite && (last.units > 0n ? step > 0n : step < 0n);
    if (last?.isInfinite && !endless) return;
    const widths = (numbers.length > 1 ? numbers : [ONE, ...numbers]).map((number) => widthOf(number, shown));
    const print = formatter(call, digits, shown, Math.max(widths[0] ?? 0, widths.at(-1) ?? 0));
    const separator = options.value("separator");
    const between = separator === undefined ? "\n" : separator;
    let count = 0;
    if (increment?.isInfinite) {
      output.putText(`${print(start)}\n`);
      return;
    }
    for (let number = start; stop === undefined || (step > 0n ? number <= stop : number >= stop); number += step) {
      const sign = count === 0 && numbers.length > 1 && numbers[0]?.isNegativeZero ? "-" : "";
      output.putText(`${count++ === 0 ? "" : between}${print(number, sign)}`);
      if (output.isFull) await output.flush();
    }
    if (count > 0) output.putText("\n");
  },
});

/** Numbers may be negative: what looks like one is no option. */
function withNegativeNumbers(args: readonly string[]): readonly string[] {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--" || !arg.startsWith("-")) return args;
    if (/^-[.\d]/.test(arg)) return [...args.slice(0, at), "--", ...args.slice(at)];
    if (/^-[w]*[fs]$|^--(?:format|separator)$/.test(arg)) at++;
  }
  return args;
}

/** @throws UsageError */
function decimal(text: string): Decimal {
  const { sign, whole = "", fraction = "", exponent = "0", infinite } = DECIMAL.exec(text)?.groups ?? {};
  const hexadecimal = /^\s*([-+]?)(0x[0-9a-f]+)$/i.exec(text);
  if (hexadecimal) {
    const units = BigInt(hexadecimal[2] ?? 0) * (hexadecimal[1] === "-" ? -1n : 1n);
    return { units, digits: 0, isInfinite: false, isNegativeZero: false, width: text.trim().length };
  }
  const negative = sign === "-" ? -1n : 1n;
  if (infinite !== undefined) return { units: negative, digits: 0, isInfinite: true, isNegativeZero: false, width: 0 };
  if (whole + fraction === "") {
    if (/^[-+]?nan$/i.test(text)) throw new UsageError(`invalid ‘not-a-number’ argument: ${quoted(text)}`);
    throw new UsageError(`invalid floating point argument: ${quoted(text)}`);
  }
  const digits = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction) * negative;
  const point = digits > 0 ? 1 : 0;
  const power = Number(exponent);
  const width = (sign === "-" ? 1 : 0) + Math.max(1, whole.length + power) + point + Math.max(0, digits);
  const isNegativeZero = sign === "-" && units === 0n;
  return digits >= 0
    ? { units, digits, isInfinite: false, isNegativeZero, width }
    : { units: units * 10n ** BigInt(-digits), digits: 0, isInfinite: false, isNegativeZero, width };
}

const ONE: Decimal = { units: 1n, digits: 0, isInfinite: false, isNegativeZero: false, width: 1 };

/** How wide a number is with so many digits behind the point. */
function widthOf({ width, digits }: Decimal, shown: number): number {
  const bare = width - digits - (digits > 0 ? 1 : 0);
  return bare + (shown > 0 ? shown + 1 : 0);
}

/** @param width of the first and the last number */
function formatter(
  { options }: Call,
  digits: number,
  shown: number,
  width: number,
): (number: bigint, sign?: string) => string {
  const format = options.value("format");
  const isWide = options.has("equal-width");
  if (format !== undefined) {
    if (isWide) throw new UsageError("format string may not be specified when printing equal width strings");
    const { before, after, print } = parseFormat(format);
    return (number, zeroSign = "") => before + print(zeroSign + plain(number, digits, digits)) + after;
  }
  if (!isWide) return (number, zeroSign = "") => zeroSign + plain(number, digits, shown);
  return (number, zeroSign = "") => {
    const text = zeroSign + plain(number, digits, shown);
    const sign = text.startsWith("-") ? "-" : "";
    return sign + text.slice(sign.length).padStart(width - sign.length, "0");
  };
}

/** With so many digits behind the point. */
function plain(number: bigint, digits: number, shown: number): string {
  const sign = number < 0n ? "-" : "";
  const text = String(number < 0n ? -number : number).padStart(digits + 1, "0");
  const fraction = text
    .slice(text.length - digits)
    .padEnd(shown, "0")
    .slice(0, shown);
  return sign + text.slice(0, text.length - digits) + (shown > 0 ? `.${fraction}` : "");
}

/** @throws Failure for a format without exactly one directive, for a number with a point */
function parseFormat(format: string): { before: string; after: string; print: (number: string) => string } {
  let at = 0;
  while (at < format.length && (format.charAt(at) !== "%" || format.charAt(at + 1) === "%"))
    at += format.charAt(at) === "%" ? 2 : 1;
  if (at >= format.length) throw new Failure(`format ${quoted(format)} has no % directive`);
  const directive = directiveAt(format, at);
  if (/^%[-+ #0']*(?:\*|\d*\.\*)/.test(format.slice(at)))
    throw new Failure(`format ${quoted(format)} has unknown %* directive`);
  if ("problem" in directive && directive.problem === "incomplete")
    throw new Failure(`format ${quoted(format)} ends in %`);
  if ("problem" in directive || !"aefgAEFG".includes(directive.conversion)) {
    const letter = "problem" in directive ? directive.text.slice(-1) : directive.conversion;
    throw new Failure(`format ${quoted(format)} has unknown %${letter} directive`);
  }
  const rest = format.slice(directive.end);
  if (/%(?!%)/.test(rest.replaceAll("%%", ""))) throw new Failure(`format ${quoted(format)} has too many % directives`);
  const width = directive.width === "*" ? 0 : directive.width;
  const precision = directive.precision === "*" ? undefined : directive.precision;
  return {
    before: format.slice(0, at).replaceAll("%%", "%"),
    after: rest.replaceAll("%%", "%"),
    print: (number) => renderDirective(directive, number, width, precision).text,
  };
}
