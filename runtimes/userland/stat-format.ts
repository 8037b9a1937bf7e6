import { readEscapes } from "../bash/escapes.ts";
import type { FileTime } from "../kernel/file-times.ts";
import { Failure } from "./program/failure.ts";
import { quoted } from "./program/quoting.ts";

/* The formats of stat, of which a directive has the flags, the width and the precision that C's printf has. */

/** What a directive stands for: text, a number of a base, or a moment in seconds. */
export type Fact =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number; readonly base: 8 | 10 | 16; readonly isSigned: boolean }
  | { readonly kind: "seconds"; readonly time: FileTime };

/** What can be told of something. */
export interface Facts {
  /** Formats for those who give none. */
  readonly usual: string;
  readonly terse: string;
  /** What a letter stands for; nothing if it stands for nothing. */
  of(letter: string): Fact | undefined;
}

export function text(value: string): Fact {
  return { kind: "text", text: value };
}

export function number(value: number, base: 8 | 10 | 16 = 10, isSigned = false): Fact {
  return { kind: "number", number: value, base, isSigned };
}

interface Shape {
  readonly flags: string;
  readonly width: number;
  /** Nothing if there is no point. */
  readonly precision: string | undefined;
}

const DIRECTIVE = /%(?<flags>[-+ 0#'I]*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<letter>[HL][dr]|.|$)/gsu;
const NANOSECOND_DIGITS = 9;
const NANOSECONDS_PER_MS = 1_000_000n;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/**
 * @param factOf tells what a letter stands for; nothing if it stands for nothing
 * @param readsBackslashes whether what is between the directives has them
 * @yields the parts, so that those before a wrong directive are printed
 * @throws Failure
 */
export function* writeFormat(
  format: string,
  factOf: (letter: string) => Fact | undefined,
  readsBackslashes: boolean,
): Generator<string> {
  const literal = (text: string): string => (readsBackslashes ? readEscapes(text, "format").text : text);
  let done = 0;
  for (const { 0: directive, index, groups = {} } of format.matchAll(DIRECTIVE)) {
    yield literal(format.slice(done, index));
    done = index + directive.length;
    const { flags = "", width = "", precision, letter = "" } = groups;
    if (letter === "%" || letter === "") {
      if (directive.length > 1 + letter.length) throw new Failure(`${quoted(directive)}: invalid directive`);
      yield "%";
      continue;
    }
    const fact = factOf(letter);
    yield fact === undefined ? "?" : written(fact, { flags, width: Number(width), precision });
  }
  yield literal(format.slice(done));
}

function written(fact: Fact, shape: Shape): string {
  if (fact.kind === "number") return integer(fact.number, fact.base, fact.isSigned, shape);
  if (fact.kind === "seconds") return seconds(fact.time, shape);
  const { precision } = shape;
  return padded(
    precision === undefined ? fact.text : [...fact.text].slice(0, Number(precision)).join(""),
    shape,
    false,
  );
}

function integer(number: number, base: number, isSigned: boolean, shape: Shape): string {
  const { flags, precision } = shape;
  const sign = isSigned ? signOf(number < 0, flags) : "";
  const plain =
    number === 0 && precision !== undefined && Number(precision) === 0 ? "" : Math.abs(number).toString(base);
  const digits = plain.padStart(Number(precision ?? 0), "0");
  const isMarked = flags.includes("#") && number !== 0;
  const mark = !isMarked ? "" : base === 16 ? "0x" : base === 8 && !digits.startsWith("0") ? "0" : "";
  return padded(digits, shape, precision === undefined, sign + mark);
}

/** A precision is that of the part of a second, which is cut and not rounded. */
function seconds({ ms, ns }: FileTime, shape: Shape): string {
  const { flags, precision } = shape;
  if (precision === undefined) return integer(Math.floor(ms / 1000), 10, true, shape);
  const digits = precision === "" ? NANOSECOND_DIGITS : Number(precision);
  const total = BigInt(ms) * NANOSECONDS_PER_MS + BigInt(ns);
  const distance = total < 0n ? -total : total;
  const part = (distance % NANOSECONDS_PER_SECOND).toString().padStart(NANOSECOND_DIGITS, "0");
  const fraction = digits === 0 ? "" : `.${part.slice(0, digits).padEnd(digits, "0")}`;
  return padded(`${distance / NANOSECONDS_PER_SECOND}${fraction}`, shape, true, signOf(total < 0n, flags));
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function padded(text: string, { flags, width }: Shape, mayHaveZeros: boolean, prefix = ""): string {
  if (flags.includes("-")) return (prefix + text).padEnd(width);
  if (mayHaveZeros && flags.includes("0")) return prefix + text.padStart(width - prefix.length, "0");
  return (prefix + text).padStart(width);
}
