import { characterClass } from "../../regex/character-classes.ts";
import type { CharacterReader } from "./character-reader.ts";
import { checkEscape } from "./escape-check.ts";
import { PatternFault, type Span } from "./pattern-fault.ts";

const UNCLOSED = "unclosed character class";

/** Reads a set, with those in it, at its opening bracket. @throws PatternFault */
export function checkClass(reader: CharacterReader, properties: (() => void)[]): void {
  const open: Span[] = [];
  const unclosed = () => new PatternFault(UNCLOSED, open.at(-1) ?? reader.here);
  do {
    reader.skipBlanks();
    if (reader.isAtEnd) throw unclosed();
    if (reader.is("[")) {
      if (open.length === 0 || !skipsNamed(reader)) open.push(opening(reader));
    } else if (reader.is("]")) {
      open.pop();
      reader.step();
    } else if (!["&&", "--", "~~"].some((operator) => reader.skip(operator))) checkRange(reader, properties, unclosed);
  } while (open.length > 0);
}

/** The bracket with what can stand behind it only. */
function opening(reader: CharacterReader): Span {
  const start = reader.at;
  const go = (): void => {
    if (!reader.stepOverBlanks()) throw new PatternFault(UNCLOSED, { start, end: reader.at });
  };
  go();
  if (reader.is("^")) go();
  const first = reader.at;
  while (reader.is("-")) if (!reader.stepOverBlanks()) throw new PatternFault(UNCLOSED, { start, end: start });
  if (reader.at === first && reader.is("]")) go();
  return { start, end: reader.at };
}

function skipsNamed(reader: CharacterReader): boolean {
  const start = reader.at;
  if (reader.skip("[:")) {
    reader.skip("^");
    const from = reader.at;
    while (!reader.isAtEnd && /[a-z]/.test(reader.character)) reader.step();
    if (characterClass(reader.textFrom(from)) && reader.skip(":]")) return true;
  }
  reader.at = start;
  return false;
}

function checkRange(reader: CharacterReader, properties: (() => void)[], unclosed: () => PatternFault): void {
  const start = reader.at;
  const low = item(reader, properties);
  const middle = reader.at;
  reader.skipBlanks();
  if (reader.isAtEnd) throw unclosed();
  const { next } = reader;
  if (!reader.is("-") || next === "]" || next === "-") return;
  if (!reader.stepOverBlanks()) throw unclosed();
  const from = reader.at;
  const high = item(reader, properties);
  for (const [one, part] of [
    [low, { start, end: middle }],
    [high, { start: from, end: reader.at }],
  ] as const)
    if ([...one].length !== 1) throw new PatternFault("invalid range boundary, must be a literal", part);
  const span = { start, end: reader.at };
  if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0))
    throw new PatternFault("invalid character class range, the start must be <= the end", span);
}

function item(reader: CharacterReader, properties: (() => void)[]): string {
  const start = reader.at;
  const { character } = reader;
  if (character !== "\\") {
    reader.step();
    return character;
  }
  const found = checkEscape(reader, properties);
  if (found === "place")
    throw new PatternFault("invalid escape sequence found in character class", { start, end: reader.at });
  return found;
}
