import { formatFloat } from "./format-float.ts";
import { lengthOfText, sliceText } from "./text-length.ts";

const DIRECTIVE = /%(?:(\d+)\$)?([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?[hlLjzt #+0'-]*([\s\S])/gu;
/** The widest field that is filled up. */
const MAX_WIDTH = 1 << 26;

const MIN_INTEGER = -(2 ** 63);

/** There are fewer values than directives. */
export class FormatError extends Error {}

/** A value, as a format sees it. */
export interface FormatValue {
  readonly isNumeric: boolean;
  number(): number;
  text(): string;
}

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

const NOTHING: FormatValue = { isNumeric: false, number: () => 0, text: () => "" };

/** What `sprintf` makes of a format. @throws FormatError */
export function formatValues(format: string, values: readonly FormatValue[]): string {
  let used = 0;
  const take = (position: string | undefined, at: number): FormatValue => {
    const index = position === undefined ? used++ : Number(position) - 1;
    if (index >= values.length) {
      const blanks = " ".repeat(at);
      throw new FormatError(
        `not enough arguments to satisfy format string\n\t\`${format}'\n\t${blanks}^ ran out for this one`,
      );
    }
    return values[index] ?? NOTHING;
  };
  return format.replace(
    DIRECTIVE,
    (
      whole,
      position: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      letter: string,
      at: number,
    ) => {
      if (letter === "%") return "%";
      if (!"diouxXeEfFgGaAcs".includes(letter)) return whole;
      const end = at + whole.length - 1;
      const givenWidth = width === "*" ? Math.trunc(take(undefined, end).number()) : Number(width ?? 0);
      const givenPrecision =
        precision === "*"
          ? Math.trunc(take(undefined, end).number())
          : precision === undefined
            ? undefined
            : Number(precision);
      const spec: Spec = {
        flags: givenWidth < 0 ? `${flags}-` : flags,
        width: Math.min(Math.abs(givenWidth), MAX_WIDTH),
        precision: givenPrecision === undefined || givenPrecision < 0 ? undefined : Math.min(givenPrecision, MAX_WIDTH),
      };
      return directive(letter, spec, take(position, end));
    },
  );
}

function directive(letter: string, spec: Spec, value: FormatValue): string {
  if (letter === "s") {
    const text = value.text();
    return padded(spec.precision === undefined ? text : sliceText(text, 0, spec.precision), spec);
  }
  if (letter === "c") return padded(characterOf(value), spec);
  const number = value.number();
  if (!Number.isFinite(number)) {
    const text = Number.isNaN(number) ? "-nan" : number > 0 ? "+inf" : "-inf";
    return padded(text, spec);
  }
  if ("diouxX".includes(letter)) return integer(letter, spec, number);
  const { sign, digits } = formatFloat(letter, number, spec.precision, spec.flags.includes("#"));
  return signed(sign, digits, spec, !spec.flags.includes("-"));
}

function characterOf(value: FormatValue): string {
  if (!value.isNumeric) return sliceText(value.text(), 0, 1) || "\0";
  const code = Math.trunc(value.number());
  if (code >= 0x80 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
  const byte = ((code % 256) + 256) % 256;
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

function integer(letter: string, spec: Spec, number: number): string {
  const whole = Math.trunc(number);
  const isDecimal = letter === "d" || letter === "i" || letter === "u";
  // What is below the smallest integer of a machine has no octal or hexadecimal form.
  if (!isDecimal && whole < MIN_INTEGER) {
    const { sign, digits } = formatFloat("g", number, spec.precision, false);
    return signed(sign, digits, spec, true);
  }
  const magnitude = isDecimal ? BigInt(Math.abs(whole)) : BigInt.asUintN(64, BigInt(whole));
  const base = letter === "o" ? 8 : isDecimal ? 10 : 16;
  let digits = magnitude.toString(base);
  if (letter === "X") digits = digits.toUpperCase();
  if (spec.precision !== undefined)
    digits = spec.precision === 0 && magnitude === 0n ? "" : digits.padStart(spec.precision, "0");
  if (spec.flags.includes("'") && isDecimal) digits = digits.replace(/\B(?=(?:\d{3})+$)/g, "");
  let sign = isDecimal && whole < 0 ? "-" : "";
  if (spec.flags.includes("#") && magnitude !== 0n) {
    if (letter === "o" && !digits.startsWith("0")) digits = `0${digits}`;
    if (base === 16) sign = `0${letter}`;
  }
  return signed(
    sign,
    digits,
    isDecimal ? spec : { ...spec, flags: spec.flags.replace(/[+ ]/g, "") },
    spec.precision === undefined,
  );
}

/** Puts a sign before digits, and fills up between both or around. */
function signed(sign: string, digits: string, spec: Spec, mayFillWithZeros: boolean): string {
  const { flags, width } = spec;
  const shown = sign !== "" ? sign : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  if (flags.includes("0") && mayFillWithZeros && !flags.includes("-"))
    return `${shown}${digits.padStart(width - shown.length, "0")}`;
  return padded(`${shown}${digits}`, spec);
}

function padded(text: string, { flags, width }: Spec): string {
  if (width === 0) return text;
  const missing = width - lengthOfText(text);
  if (missing <= 0) return text;
  return flags.includes("-") ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}
