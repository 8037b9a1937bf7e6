import { C_BYTE_ESCAPES } from "../program/quoting.ts";

const NAMES =
  "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
    " ",
  );

/** A character by its name in ASCII, whatever its upper bit is. */
export function nameOf(byte: number): string {
  const code = byte & 127;
  return code === 127 ? "del" : (NAMES[code] ?? String.fromCharCode(code));
}

/** A character, its escape in C, or its number. */
export function characterOf(byte: number): string {
  return isPrinted(byte) ? String.fromCharCode(byte) : (C_BYTE_ESCAPES[byte] ?? byte.toString(8).padStart(3, "0"));
}

export function isPrinted(byte: number): boolean {
  return byte >= 32 && byte < 127;
}

/** A line as text, with points for what can't be printed. */
export function lineText(line: Uint8Array): string {
  let text = "";
  for (const byte of line) text += isPrinted(byte) ? String.fromCharCode(byte) : ".";
  return text;
}
