import { quoted } from "../program/quoting.ts";
import { characterOf, nameOf } from "./characters.ts";
import { doubleText, extendedText, floatText } from "./float-text.ts";

/** How a line's bytes are shown. */
export interface Format {
  /** Of how many bytes a field is made. */
  readonly bytes: number;
  /** In how many columns it is written, to the right. */
  readonly width: number;
  /** Whether the line's text stands at its end. */
  readonly showsText: boolean;
  fieldOf(view: DataView, at: number): string;
}

const INTEGER_SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 };
const FLOAT_SIZES: Readonly<Record<string, number>> = { F: 4, D: 8, L: 16 };
const FLOATS: Readonly<
  Record<number, { readonly width: number; readonly text: (view: DataView, at: number, isLittle: boolean) => string }>
> = {
  4: { width: 15, text: floatText },
  8: { width: 24, text: doubleText },
  16: { width: 29, text: extendedText },
};
const DIGITS: Readonly<Record<string, readonly [base: number, widths: Readonly<Record<number, number>>]>> = {
  d: [10, { 1: 4, 2: 6, 4: 11, 8: 20 }],
  o: [8, { 1: 3, 2: 6, 4: 11, 8: 22 }],
  u: [10, { 1: 3, 2: 5, 4: 10, 8: 20 }],
  x: [16, { 1: 2, 2: 4, 4: 8, 8: 16 }],
};

/** Reads what -t is given. @returns what is wrong with it, if something is */
export function parseFormats(types: string, isBig: boolean): Format[] | string {
  const formats: Format[] = [];
  for (let rest = types; rest !== ""; ) {
    const [whole = "", kind = "", size = "", z] =
      /^(?:([doux])([CSIL]|\d*)|(f)([FDL]|\d*)|([ac]))(z?)/.exec(rest)?.filter((part) => part !== undefined) ?? [];
    if (whole === "")
      return `invalid character '${String.fromCodePoint(rest.codePointAt(0) ?? 0)}' in type string ${quoted(types)}`;
    rest = rest.slice(whole.length);
    const isCharacter = kind === "a" || kind === "c";
    const showsText = (isCharacter ? size : z) === "z";
    const format = isCharacter ? characterFormat(kind, showsText) : numberFormat(kind, size, showsText, isBig);
    if (format === undefined) {
      const what = kind === "f" ? "floating point" : "integral";
      const provided = `this system doesn't provide a ${size}-byte ${what} type`;
      return `invalid type string ${quoted(types)}${Number(size) > 2 ** 64 ? "" : `;\n${provided}`}`;
    }
    formats.push(format);
  }
  return formats;
}

function characterFormat(kind: "a" | "c", showsText: boolean): Format {
  const texts = Array.from({ length: 256 }, (_, byte) => (kind === "a" ? nameOf(byte) : characterOf(byte)));
  return { bytes: 1, width: 3, showsText, fieldOf: (view, at) => texts[view.getUint8(at)] ?? "" };
}

function numberFormat(kind: string, size: string, showsText: boolean, isBig: boolean): Format | undefined {
  const isLittle = !isBig;
  if (kind === "f") {
    const bytes = size === "" ? 8 : (FLOAT_SIZES[size] ?? Number(size));
    const float = FLOATS[bytes];
    return float && { bytes, width: float.width, showsText, fieldOf: (view, at) => float.text(view, at, isLittle) };
  }
  const bytes = size === "" ? 4 : (INTEGER_SIZES[size] ?? Number(size));
  const [base, widths] = DIGITS[kind] ?? [10, {}];
  const width = widths[bytes];
  if (width === undefined) return undefined;
  const isPadded = base !== 10;
  const read = integerReader(kind === "d", bytes, isLittle);
  const text = (value: number | bigint): string => {
    const digits = value.toString(base);
    return isPadded ? digits.padStart(width, "0") : digits;
  };
  if (bytes > 1) return { bytes, width, showsText, fieldOf: (view, at) => text(read(view, at)) };
  const texts = Array.from({ length: 256 }, (_, byte) => text(kind === "d" && byte > 127 ? byte - 256 : byte));
  return { bytes, width, showsText, fieldOf: (view, at) => texts[view.getUint8(at)] ?? "" };
}

function integerReader(
  isSigned: boolean,
  bytes: number,
  isLittle: boolean,
): (view: DataView, at: number) => number | bigint {
  switch (bytes) {
    case 2:
      return isSigned ? (view, at) => view.getInt16(at, isLittle) : (view, at) => view.getUint16(at, isLittle);
    case 4:
      return isSigned ? (view, at) => view.getInt32(at, isLittle) : (view, at) => view.getUint32(at, isLittle);
    default:
      return isSigned ? (view, at) => view.getBigInt64(at, isLittle) : (view, at) => view.getBigUint64(at, isLittle);
  }
}
