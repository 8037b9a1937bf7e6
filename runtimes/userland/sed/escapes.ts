import { byteText } from "../../bash/escapes.ts";

const LETTERS: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const NUMBER = /^(?:x(?<hex>[0-9a-fA-F]{1,2})|d(?<decimal>\d{1,3})|o(?<octal>[0-7]{1,3}))/;

export interface Escape {
  readonly character: string;
  /** How long it is, without its backslash. */
  readonly length: number;
  /** Whether it was named by its number. */
  readonly isNumber: boolean;
}

/** The character that an escape stands for: `\t`, `\x41`, `\d065`, `\o101`, `\cA`. @param at behind the backslash */
export function escapeAt(text: string, at: number): Escape | undefined {
  const letter = text.charAt(at);
  const simple = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
  if (simple !== undefined) return { character: simple, length: 1, isNumber: false };
  const control = text.charCodeAt(at + 1);
  if (letter === "c" && control < 128) {
    const code = String.fromCharCode(control).toUpperCase().charCodeAt(0) ^ 0x40;
    return { character: String.fromCharCode(code), length: 2, isNumber: false };
  }
  const { 0: whole, groups } = NUMBER.exec(text.slice(at, at + 4)) ?? {};
  if (whole === undefined || !groups) return undefined;
  const { hex, decimal, octal } = groups;
  const code =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : decimal !== undefined
        ? Number(decimal)
        : Number.parseInt(octal ?? "", 8);
  return { character: byteText(code & 0xff), length: whole.length, isNumber: true };
}
