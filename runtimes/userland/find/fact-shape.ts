import { decodeUtf8, encodedLength, encodeUtf8 } from "../../web/encoding.ts";
import type { FoundFile } from "./found-file.ts";

/** Something that can be printed of a file. */
export type Fact =
  | { readonly kind: "text"; of(file: FoundFile): string }
  | { readonly kind: "decimal" | "octal" | "float"; of(file: FoundFile): number };

/** What stands between `%` and the letter. */
export interface Shape {
  readonly flags: string;
  /** A zero in front fills numbers up with zeros. */
  readonly width: string;
  readonly precision: string | undefined;
}

/** A fact as C's `printf` writes it. */
export function shaped(fact: Fact, shape: Shape): (file: FoundFile) => string {
  if (fact.kind !== "text") return (file) => numberText(fact.kind, fact.of(file), shape);
  if (shape.width === "" && shape.precision === undefined) return (file) => fact.of(file);
  const { precision } = shape;
  if (precision === undefined) return (file) => padded(fact.of(file), shape);
  return (file) => padded(beginningOf(fact.of(file), Number(precision)), shape);
}

/** Bytes are counted, not characters. */
function beginningOf(text: string, bytes: number): string {
  return decodeUtf8(encodeUtf8(text).subarray(0, bytes), "escape");
}

function numberText(kind: "decimal" | "octal" | "float", value: number, shape: Shape): string {
  const { flags, width, precision } = shape;
  const sign = kind === "octal" ? "" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const digits = kind === "float" ? floatText(value, shape) : wholeText(kind, value, shape);
  const fillsWithZeros = width.startsWith("0") && !flags.includes("-") && (kind === "float" || precision === undefined);
  if (!fillsWithZeros) return padded(sign + digits, shape);
  return sign + digits.padStart(Number(width) - sign.length, "0");
}

function wholeText(kind: "decimal" | "octal", value: number, { flags, precision }: Shape): string {
  const shortest = value === 0 ? "" : value.toString(kind === "octal" ? 8 : 10);
  const digits = shortest.padStart(Number(precision ?? 1), "0");
  return kind === "octal" && flags.includes("#") && !digits.startsWith("0") ? `0${digits}` : digits;
}

/** As `%g` does it. */
function floatText(value: number, { flags, precision }: Shape): string {
  const digits = Math.min(100, Math.max(1, Number(precision ?? 6)));
  const [mantissa = "", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const isScientific = power < -4 || power >= digits;
  const text = isScientific ? mantissa : value.toFixed(digits - 1 - power);
  const pointed = text.includes(".") ? text : `${text}.`;
  const kept = flags.includes("#") ? pointed : pointed.replace(/\.?0*$/, "");
  if (!isScientific) return kept;
  return `${kept}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function padded(text: string, { flags, width }: Shape): string {
  const padding = " ".repeat(Math.max(0, Number(width) - encodedLength(text)));
  return flags.includes("-") ? text + padding : padding + text;
}
