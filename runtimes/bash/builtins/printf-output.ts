import { decodeUtf8, encodedLength, encodeUtf8 } from "../../web/encoding.ts";
import { byteText, joinBytes, readEscapes } from "../escapes.ts";
import { quoteBackslash, quoteReusable } from "../quoting.ts";
import { BuiltinFailure } from "./failure.ts";
import { type Directive, FLOAT_CONVERSIONS } from "./printf-directive.ts";
import { floatDigits } from "./printf-float.ts";
import { floatArgument, integerArgument, integerDigits } from "./printf-number.ts";

/** Wider than this nothing is printed: it would only be a way to fill memory. */
const MAX_WIDTH = 1 << 24;

export interface Rendered {
  readonly text: string;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** `%b` met `\c`. */
  readonly ends: boolean;
}

/** What one directive makes of its argument. Width and precision count bytes, as C does. */
export function renderDirective(
  directive: Directive,
  argument: string,
  width: number | undefined,
  precision: number | undefined,
): Rendered {
  if (Math.abs(width ?? 0) > MAX_WIDTH || (precision ?? 0) > MAX_WIDTH)
    throw new BuiltinFailure("Cannot allocate memory");
  const { conversion } = directive;
  const isLeft = directive.flags.includes("-") || (width !== undefined && width < 0);
  const size = Math.abs(width ?? 0);
  const plain = (text: string): Rendered => ({
    text: padText(text, size, isLeft),
    errors: [],
    warnings: [],
    ends: false,
  });
  switch (conversion) {
    case "s":
      return plain(cut(argument, precision));
    case "c":
      return plain(firstByte(argument));
    case "q":
      return plain(cut(quoteBackslash(argument), precision));
    case "Q":
      return plain(quoteQ(cut(argument, precision)));
    case "b": {
      const unescaped = readEscapes(argument, "%b");
      const text = padText(cut(joinBytes(unescaped.text), precision), size, isLeft);
      return { text, errors: [], warnings: unescaped.complaints, ends: unescaped.ends };
    }
  }
  const { flags } = directive;
  if (FLOAT_CONVERSIONS.includes(conversion)) {
    const { value, error, warning } = floatArgument(argument);
    const digits = floatDigits(value, conversion, precision, flags.includes("#"));
    const prefix = signOf(value.negative, flags);
    const fills = flags.includes("0") && value.kind === "finite";
    const isHex = digits.startsWith("0x") || digits.startsWith("0X");
    const text = padNumber(
      prefix + (isHex ? digits.slice(0, 2) : ""),
      isHex ? digits.slice(2) : digits,
      size,
      isLeft,
      fills,
    );
    return { text, errors: list(error), warnings: list(warning), ends: false };
  }
  const isSigned = conversion === "d" || conversion === "i";
  const { value, error, warning } = integerArgument(argument, !isSigned);
  const digits = integerDigits(value, conversion, precision, flags.includes("#"));
  let prefix = isSigned ? signOf(value < 0n, flags) : "";
  if (flags.includes("#") && value !== 0n && (conversion === "x" || conversion === "X")) prefix = `0${conversion}`;
  const text = padNumber(prefix, digits, size, isLeft, flags.includes("0") && precision === undefined);
  return { text, errors: list(error), warnings: list(warning), ends: false };
}

function list(message: string | undefined): string[] {
  return message === undefined ? [] : [message];
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

/** `%Q` quotes as `%q` does, after it has cut. */
function quoteQ(text: string): string {
  return text === "" ? quoteReusable(text) : quoteBackslash(text);
}

function padText(text: string, size: number, isLeft: boolean): string {
  if (size === 0) return text;
  const spaces = " ".repeat(Math.max(0, size - encodedLength(text)));
  return isLeft ? text + spaces : spaces + text;
}

function padNumber(prefix: string, digits: string, size: number, isLeft: boolean, fillsWithZeros: boolean): string {
  const missing = Math.max(0, size - prefix.length - digits.length);
  if (isLeft) return prefix + digits + " ".repeat(missing);
  return fillsWithZeros ? prefix + "0".repeat(missing) + digits : " ".repeat(missing) + prefix + digits;
}

function cut(text: string, bytes: number | undefined): string {
  if (bytes === undefined || bytes < 0 || text.length * 3 <= bytes) return text;
  return decodeUtf8(encodeUtf8(text).subarray(0, bytes), "escape");
}

function firstByte(text: string): string {
  const byte = encodeUtf8(text)[0];
  return byte === undefined ? "\0" : byteText(byte);
}
