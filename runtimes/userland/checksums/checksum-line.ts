import type { Algorithm } from "./algorithms.ts";

/** A line of a list of checksums. */
export interface Checksum {
  readonly algorithm: Algorithm;
  /** How many bits the checksum has. */
  readonly bits: number;
  readonly sum: string;
  readonly name: string;
}

export interface LineStyle {
  readonly isTagged: boolean;
  /** What stands before names without a tag. */
  readonly mark: " " | "*";
  /** With a NUL names need no escapes. */
  readonly end: "\n" | "\0";
}

export function lineOf({ algorithm, bits, sum, name }: Checksum, { isTagged, mark, end }: LineStyle): string {
  const isEscaped = end === "\n" && /[\\\n\r]/.test(name);
  const shown = isEscaped ? name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r") : name;
  const length = bits === algorithm.bits ? "" : `-${bits}`;
  const text = isTagged ? `${algorithm.tag}${length} (${shown}) = ${sum}` : `${sum} ${mark}${shown}`;
  return `${isEscaped ? "\\" : ""}${text}${end}`;
}

const TAGGED = /^(?<tag>[A-Za-z0-9]+)(?:-(?<length>\d+))? ?\((?<name>.*)\)[ \t]*=[ \t]*(?<sum>[0-9a-fA-F]+)$/s;
const PLAIN = /^(?<sum>[0-9a-fA-F]+) [ *]?(?<name>.+)$/s;

/**
 * @param algorithms that a tag may name
 * @param untagged that of a line without a tag; nothing: such lines are wrong
 * @returns nothing for a line that is no checksum
 */
export function parseLine(
  line: string,
  algorithms: readonly Algorithm[],
  untagged: Algorithm | undefined,
): Checksum | undefined {
  const [, mark = "", rest = ""] = /^[ \t]*(\\?)(.*)$/s.exec(line) ?? [];
  const tagged = TAGGED.exec(rest)?.groups;
  const named = tagged && algorithms.find(({ tag }) => tag === tagged["tag"]);
  const parts = named ? tagged : PLAIN.exec(rest)?.groups;
  const algorithm = named ?? untagged;
  const { sum = "", name = "", length } = parts ?? {};
  if (algorithm === undefined || name === "") return undefined;
  const bits = named && length === undefined ? algorithm.bits : length === undefined ? sum.length * 4 : Number(length);
  const isShort = algorithm.hasLengths && bits > 0 && bits < algorithm.bits && bits % 8 === 0;
  if (sum.length * 4 !== bits || (bits !== algorithm.bits && !isShort)) return undefined;
  return { algorithm, bits, sum: sum.toLowerCase(), name: mark === "" ? name : plainName(name) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", "\\": "\\" };

function plainName(name: string): string {
  return name.replace(/\\(.)/gs, (whole, letter: string) => ESCAPES[letter] ?? whole);
}
