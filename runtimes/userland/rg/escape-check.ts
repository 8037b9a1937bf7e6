import { RegexSyntaxError } from "../../regex/tree.ts";
import { escapedClass } from "../search/perl-class.ts";
import type { CharacterReader } from "./character-reader.ts";
import { PatternFault, type Span } from "./pattern-fault.ts";

const CUT_SHORT = "incomplete escape sequence, reached end of pattern prematurely";
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const CONTROLS: Readonly<Record<string, string>> = { a: "\x07", f: "\f", t: "\t", n: "\n", r: "\r", v: "\v" };

/**
 * Reads what begins with a backslash.
 * @param properties where to put what is checked at last
 * @returns the character that it stands for; `set` or `place` for other things
 * @throws PatternFault
 */
export function checkEscape(reader: CharacterReader, properties: (() => void)[]): string {
  const start = reader.at;
  if (!reader.step()) throw new PatternFault(CUT_SHORT, { start, end: reader.at });
  const { character } = reader;
  const span = { start, end: reader.at + 1 };
  if (/[0-9]/.test(character)) throw new PatternFault("backreferences are not supported", span);
  if (DIGITS[character] !== undefined) return hexadecimal(reader);
  if (/[pP]/.test(character)) return property(reader, span.start, properties);
  reader.step();
  if (/[dDsSwW]/.test(character)) return "set";
  if (/[AzbB]/.test(character)) return "place";
  if (/[\\.+*?()|[\]{}^$#&~-]/.test(character) || (character === " " && reader.isExtended)) return character;
  const control = CONTROLS[character];
  if (control === undefined) throw new PatternFault("unrecognized escape sequence", span);
  return control;
}

function hexadecimal(reader: CharacterReader): string {
  const count = DIGITS[reader.character] ?? 0;
  if (!reader.stepOverBlanks()) throw new PatternFault(CUT_SHORT, reader.place);
  const brace = reader.at;
  let digits = "";
  const take = (): void => {
    if (!/[0-9A-Fa-f]/.test(reader.character)) throw new PatternFault("invalid hexadecimal digit", reader.here);
    digits += reader.character;
  };
  if (reader.is("{")) {
    while (reader.stepOverBlanks() && !reader.is("}")) take();
    const whole = { start: brace, end: reader.at };
    if (reader.isAtEnd) throw new PatternFault(CUT_SHORT, whole);
    reader.step();
    if (digits === "") throw new PatternFault("hexadecimal literal empty", { start: brace, end: reader.at });
    return scalar(digits, { start: brace + 1, end: reader.at - 1 });
  }
  for (let index = 0; index < count; index++) {
    if (index > 0 && !reader.stepOverBlanks()) throw new PatternFault(CUT_SHORT, reader.place);
    take();
  }
  reader.step();
  return scalar(digits, { start: brace, end: reader.at });
}

function scalar(digits: string, span: Span): string {
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    throw new PatternFault("hexadecimal literal is not a Unicode scalar value", span);
  return String.fromCodePoint(code);
}

function property(reader: CharacterReader, start: number, properties: (() => void)[]): string {
  if (!reader.stepOverBlanks()) throw new PatternFault(CUT_SHORT, reader.place);
  if (reader.is("{")) {
    while (reader.step() && !reader.is("}"));
    if (reader.isAtEnd) throw new PatternFault(CUT_SHORT, reader.place);
  }
  reader.step();
  const text = reader.textFrom(start + 1);
  const span = { start, end: reader.at };
  properties.push(() => {
    try {
      escapedClass(text, 0, "rust");
    } catch (error) {
      if (error instanceof RegexSyntaxError) throw new PatternFault("Unicode property not found", span);
      throw error;
    }
  });
  return "set";
}
