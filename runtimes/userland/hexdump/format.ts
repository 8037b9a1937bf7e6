import { Failure } from "../program/failure.ts";
import { C_CHARACTERS } from "../program/quoting.ts";

/* Formats of one's own, as `hexdump -e` has them: https://man7.org/linux/man-pages/man1/hexdump.1.html */

/** What a conversion shows: a number, characters, or where in the input it is. */
type PartKind =
  | "text"
  | "address"
  | "end address"
  | "signed"
  | "unsigned"
  | "float"
  | "character"
  | "string"
  | "escaped"
  | "printable"
  | "named";

/** A conversion with the text before it, or text alone. */
export interface FormatPart {
  readonly text: string;
  readonly kind: PartKind;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  /** The letter of C's printf. */
  readonly letter: string;
  /** How many bytes it shows. */
  readonly bytes: number;
}

export interface FormatUnit {
  readonly parts: readonly FormatPart[];
  readonly times: number;
  readonly hasTimes: boolean;
  /** Of one time. */
  readonly bytes: number;
}

/** What one `-e` says: each block of the input is shown by all units. */
export interface Format {
  readonly units: readonly FormatUnit[];
  readonly bytes: number;
}

const UNIT = /\s*(?:(?<times>\d+)(?=[\s/])\s*)?(?:\/\s*(?:(?<bytes>\d+)(?=\s)\s*)?)?"(?<text>[^"]*)"/y;
const CONVERSION =
  /(?<before>[^%]*)%(?<flags>[-+ 0#]*)(?<width>\d*)(?:\.(?<precision>\d*))?(?<letter>_[aA][dox]|_[cpu]|[^_]|_.?)/sy;

/** @throws Failure */
export function parseFormat(text: string): Format {
  const units: FormatUnit[] = [];
  for (let at = 0; text.slice(at).trim() !== ""; at = UNIT.lastIndex) {
    UNIT.lastIndex = at;
    const groups = UNIT.exec(text)?.groups;
    if (!groups) throw new Failure(`bad format {${text}}`);
    const { times, bytes } = groups;
    const parts = partsOf(unescaped(groups["text"] ?? ""), bytes === undefined ? undefined : Number(bytes));
    const unitBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    units.push({ parts, times: Number(times ?? 1), hasTimes: times !== undefined, bytes: unitBytes });
  }
  return { units, bytes: units.reduce((sum, unit) => sum + unit.bytes * unit.times, 0) };
}

/** A format that shows less than a block repeats its last unit, if that says nothing of how often. */
export function fitted({ units, bytes }: Format, blockBytes: number): Format {
  const last = units.at(-1);
  if (!last || last.hasTimes || last.bytes === 0 || bytes >= blockBytes) return { units, bytes };
  const times = last.times + Math.floor((blockBytes - bytes) / last.bytes);
  return { units: [...units.slice(0, -1), { ...last, times }], bytes: bytes + (times - last.times) * last.bytes };
}

function partsOf(text: string, unitBytes: number | undefined): FormatPart[] {
  const parts: FormatPart[] = [];
  let at = 0;
  for (let end = text.indexOf("%"); end >= 0; end = text.indexOf("%", at)) {
    CONVERSION.lastIndex = at;
    const groups = CONVERSION.exec(text)?.groups;
    if (!groups) throw new Failure(`bad conversion character %${text.slice(end + 1)}`);
    at = CONVERSION.lastIndex;
    parts.push(partOf(groups, unitBytes));
  }
  if (unitBytes !== undefined && parts.filter((part) => part.bytes > 0).length > 1)
    throw new Failure("byte count with multiple conversion characters");
  if (at < text.length || parts.length === 0) parts.push({ ...TEXT, text: text.slice(at) });
  return parts;
}

const TEXT: FormatPart = {
  text: "",
  kind: "text",
  flags: "",
  width: 0,
  precision: undefined,
  letter: "s",
  bytes: 0,
};

function partOf(groups: Record<string, string | undefined>, unitBytes: number | undefined): FormatPart {
  const { before = "", flags = "", width, letter = "" } = groups;
  const precision = groups["precision"] === undefined ? undefined : Number(groups["precision"]);
  const [kind, sizes, shown] = kindOf(letter);
  if (kind === "string" && unitBytes === undefined && precision === undefined)
    throw new Failure("%s requires a precision or a byte count");
  const usual = kind === "string" ? (precision ?? 0) : (sizes[0] ?? 0);
  const bytes = kind === "address" || kind === "end address" ? 0 : (unitBytes ?? usual);
  if (sizes.length > 0 && !sizes.includes(bytes))
    throw new Failure(`bad byte count for conversion character ${letter.replace(/^_/, "%_")}`);
  return { text: before, kind, flags, width: Number(width ?? 0), precision, letter: shown, bytes };
}

/** @returns the kind, the numbers of bytes it may show with the usual first, and the letter of printf. */
function kindOf(letter: string): [kind: PartKind, sizes: readonly number[], shown: string] {
  if ("di".includes(letter)) return ["signed", [4, 1, 2, 8], letter];
  if ("oxXu".includes(letter)) return ["unsigned", [4, 1, 2, 8], letter];
  if ("eEfgG".includes(letter)) return ["float", [8, 4], letter];
  switch (letter) {
    case "c":
      return ["character", [1], "s"];
    case "s":
      return ["string", [], "s"];
    case "_c":
      return ["escaped", [1], "s"];
    case "_p":
      return ["printable", [1], "s"];
    case "_u":
      return ["named", [1], "s"];
    default:
  }
  if (letter.startsWith("_A")) return ["end address", [], letter.slice(2)];
  if (letter.startsWith("_a")) return ["address", [], letter.slice(2)];
  throw new Failure(`bad conversion character %${letter}`);
}

const ESCAPES: Readonly<Record<string, string>> = { ...C_CHARACTERS, "0": "\0" };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}
