import { encodeUtf8 } from "../../web/encoding.ts";
import type { DiffWriter } from "./diff-writer.ts";
import type { GroupFormats, GroupKind, LineKind } from "./group-formats.ts";
import type { Hunk, Texts } from "./hunks.ts";

/** `%[-'0]*[WIDTH][.[PRECISION]]TYPE` before the letter of a number. */
const NUMBER = /%(?<flags>[-'0]*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<type>[doxX])(?<letter>.)/suy;
/** Digits are of base 8. */
const CHARACTER = /%c'(?:\\(?<digits>[0-7]{1,3})|(?<plain>[^'\\]))'/suy;
const CONDITION = /%\((?<left>\d+|[A-Za-z])=(?<right>\d+|[A-Za-z])\?/uy;
const MAX_WIDTH = 65_536;

/** Writes both texts merged, by formats of groups of lines. */
export class GroupWriter {
  readonly #writer: DiffWriter;
  readonly #texts: Texts;
  readonly #formats: GroupFormats;
  #next: readonly [number, number] = [0, 0];

  constructor(writer: DiffWriter, texts: Texts, formats: GroupFormats) {
    this.#writer = writer;
    this.#texts = texts;
    this.#formats = formats;
  }

  writeHunk({ starts, ends, deletes, inserts }: Hunk): void {
    this.writeCommon(starts);
    this.#next = ends;
    this.#group(deletes ? (inserts ? "changed" : "old") : "new", starts, ends);
  }

  /** What is before these lines. @param limits by default, the ends */
  writeCommon(limits: readonly [number, number] = [this.#texts[0].lineCount, this.#texts[1].lineCount]): void {
    const starts = this.#next;
    this.#next = limits;
    if (starts[0] < limits[0] || starts[1] < limits[1]) this.#group("unchanged", starts, limits);
  }

  #group(kind: GroupKind, starts: readonly [number, number], ends: readonly [number, number]): void {
    const format = this.#formats.groups[kind];
    const valueFor = (letter: string): number | undefined => groupValue(letter, starts, ends);
    /** The conditions around: whether both parts are left out, and whether the second one is shown. */
    const around: { readonly isOutside: boolean; readonly showsElse: boolean; readonly ends: ":" | ")" }[] = [];
    let isShown = true;
    for (let at = 0; at < format.length; ) {
      const inner = around.at(-1);
      const character = format.charAt(at);
      if (inner && character === inner.ends) {
        around.pop();
        if (inner.ends === ":") {
          around.push({ ...inner, ends: ")" });
          isShown = inner.isOutside && inner.showsElse;
        } else isShown = inner.isOutside;
        at++;
        continue;
      }
      const condition = character === "%" ? conditionAt(format, at, valueFor) : undefined;
      if (condition) {
        around.push({ isOutside: isShown, showsElse: !condition.holds, ends: ":" });
        isShown &&= condition.holds;
        at = condition.end;
        continue;
      }
      const token = tokenAt(format, at, valueFor);
      if (isShown) this.#put(token, starts, ends);
      at = token.end;
    }
  }

  #put(token: Token, starts: readonly [number, number], ends: readonly [number, number]): void {
    if (token.text !== undefined) this.#writer.output.put(token.text);
    else if (token.lines === ">") this.#lines("new", 1, starts[1], ends[1]);
    else this.#lines(token.lines === "<" ? "old" : "unchanged", 0, starts[0], ends[0]);
  }

  #lines(kind: LineKind, side: 0 | 1, start: number, end: number): void {
    const [text, format] = [this.#texts[side], this.#formats.lines[kind]];
    for (let line = start; line < end; line++) {
      for (let at = 0; at < format.length; ) {
        const two = format.slice(at, at + 2);
        if (two === "%l") this.#writer.lineContent(text, line);
        else if (two === "%L") this.#writer.wholeLine(text, line);
        else {
          const token = tokenAt(format, at, (letter) => (letter === "n" ? line + 1 : undefined), false);
          if (token.text) this.#writer.output.put(token.text);
          at = token.end;
          continue;
        }
        at += 2;
      }
    }
  }
}

interface Token {
  readonly text?: Uint8Array;
  readonly lines?: "<" | ">" | "=";
  readonly end: number;
}

type ValueFor = (letter: string) => number | undefined;

/** What stands at a place of a format; what makes no sense is written as it is. */
function tokenAt(format: string, at: number, valueFor: ValueFor, hasLines = true): Token {
  const character = String.fromCodePoint(format.codePointAt(at) ?? 0);
  if (character !== "%") return { text: encodeUtf8(character), end: at + character.length };
  const next = format.charAt(at + 1);
  if (next === "%") return { text: encodeUtf8("%"), end: at + 2 };
  if (hasLines && (next === "<" || next === ">" || next === "=")) return { lines: next, end: at + 2 };
  CHARACTER.lastIndex = NUMBER.lastIndex = at;
  const literal = CHARACTER.exec(format);
  if (literal) {
    const { digits, plain = "" } = literal.groups ?? {};
    const text = digits === undefined ? encodeUtf8(plain) : Uint8Array.of(Number.parseInt(digits, 8));
    return { text, end: CHARACTER.lastIndex };
  }
  const { groups } = NUMBER.exec(format) ?? {};
  const value = groups && valueFor(groups["letter"] ?? "");
  if (value === undefined) return { text: encodeUtf8("%"), end: at + 1 };
  return { text: encodeUtf8(numberText(value, groups ?? {})), end: NUMBER.lastIndex };
}

function numberText(value: number, groups: Readonly<Record<string, string | undefined>>): string {
  const { flags = "", width = "", precision, type } = groups;
  const base = value.toString(type === "d" ? 10 : type === "o" ? 8 : 16);
  const cased = type === "X" ? base.toUpperCase() : base;
  const digits = cased.padStart(Math.min(Number(precision ?? "1"), MAX_WIDTH), "0");
  const size = Math.min(Number(width), MAX_WIDTH);
  if (flags.includes("-")) return digits.padEnd(size);
  return digits.padStart(size, flags.includes("0") && precision === undefined ? "0" : " ");
}

function conditionAt(
  format: string,
  at: number,
  valueFor: ValueFor,
): { readonly holds: boolean; readonly end: number } | undefined {
  CONDITION.lastIndex = at;
  const { left = "", right = "" } = CONDITION.exec(format)?.groups ?? {};
  const numberOf = (text: string): number | undefined => (/^\d/.test(text) ? Number(text) : valueFor(text));
  const [a, b] = [numberOf(left), numberOf(right)];
  if (left === "" || a === undefined || b === undefined) return undefined;
  return { holds: a === b, end: CONDITION.lastIndex };
}

/** Lower case letters are of the first text, upper case ones of the second. */
function groupValue(
  letter: string,
  starts: readonly [number, number],
  ends: readonly [number, number],
): number | undefined {
  const lower = letter.toLowerCase();
  const side = letter === lower ? 0 : 1;
  switch (lower) {
    case "e":
      return starts[side];
    case "f":
      return starts[side] + 1;
    case "l":
      return ends[side];
    case "m":
      return ends[side] + 1;
    case "n":
      return ends[side] - starts[side];
    default:
      return undefined;
  }
}
