import { directiveAt } from "../../bash/builtins/printf-directive.ts";
import { renderDirective } from "../../bash/builtins/printf-output.ts";
import { latin1Of } from "../../web/encoding.ts";
import { C_BYTE_ESCAPES } from "../program/quoting.ts";
import type { FormatPart } from "./format.ts";

/** What a part of a format prints, without the text before it, of bytes that are all there. */
export function shownPart(part: FormatPart, bytes: Uint8Array, address: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (part.kind) {
    case "text":
      return "";
    case "address":
    case "end address":
      return number(part, String(address));
    case "signed":
      return number(part, String(signed(view, part.bytes)));
    case "unsigned":
      return number(part, String(unsigned(view, part.bytes)));
    case "float":
      return number(part, floating(view, part.bytes));
    case "character":
      return padded(part, latin1Of(bytes));
    case "string":
      return padded(part, latin1Of(bytes).replace(/\0.*/s, "").slice(0, part.precision));
    case "escaped":
      return padded(part, escaped(bytes[0] ?? 0));
    case "printable":
      return padded(part, printable(bytes[0] ?? 0) ?? ".");
    case "named":
      return named(part, bytes[0] ?? 0);
  }
}

/** What it prints where the input has ended. */
export function blankPart({ width }: FormatPart): string {
  return " ".repeat(width);
}

function padded({ flags, width }: FormatPart, text: string): string {
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}

function number({ flags, width, precision, letter }: FormatPart, value: string): string {
  const directive = directiveAt(`%${flags}${letter}`, 0);
  if ("problem" in directive) return value;
  return renderDirective(directive, value, width, precision).text;
}

function signed(view: DataView, bytes: number): number | bigint {
  if (bytes === 1) return view.getInt8(0);
  if (bytes === 2) return view.getInt16(0, true);
  return bytes === 8 ? view.getBigInt64(0, true) : view.getInt32(0, true);
}

function unsigned(view: DataView, bytes: number): number | bigint {
  if (bytes === 1) return view.getUint8(0);
  if (bytes === 2) return view.getUint16(0, true);
  return bytes === 8 ? view.getBigUint64(0, true) : view.getUint32(0, true);
}

function floating(view: DataView, bytes: number): string {
  const value = bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function printable(byte: number): string | undefined {
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : undefined;
}

function escaped(byte: number): string {
  return printable(byte) ?? C_BYTE_ESCAPES[byte] ?? byte.toString(8).padStart(3, "0");
}

const CONTROL_NAMES =
  "nul soh stx etx eot enq ack bel bs ht lf vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us".split(
    " ",
  );

function named(part: FormatPart, byte: number): string {
  const name = byte === 127 ? "del" : (CONTROL_NAMES[byte] ?? printable(byte));
  return name === undefined ? number({ ...part, letter: "x" }, String(byte)) : padded(part, name);
}
