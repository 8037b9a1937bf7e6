import { Failure } from "../program/failure.ts";
import { parseSize } from "../program/numbers.ts";
import { UsageError } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";

const CONVERSIONS = new Set(
  "ascii ebcdic ibm block unblock lcase ucase sparse swab noerror nocreat excl notrunc sync fdatasync fsync".split(" "),
);
const FLAGS =
  "append cio direct directory dsync noatime nocache noctty nofollow nolinks nonblock binary sync text".split(" ");
const INPUT_FLAGS = new Set([...FLAGS, "fullblock", "count_bytes", "skip_bytes"]);
const OUTPUT_FLAGS = new Set([...FLAGS, "seek_bytes"]);
const LEVELS = new Set(["none", "noxfer", "progress"]);
const DEFAULT_BLOCK_BYTES = 512;
const MAX_BLOCK_BYTES = 2 ** 31;
const EXCLUSIVE = [
  ["ascii", "ebcdic", "ibm"],
  ["block", "unblock"],
  ["lcase", "ucase"],
  ["excl", "nocreat"],
] as const;

/** A number of blocks, or of bytes if it was written so. */
export interface Amount {
  readonly count: number;
  readonly isBytes: boolean;
}

export interface DdOperands {
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly inputBlockBytes: number;
  readonly outputBlockBytes: number;
  /** Whether blocks are written as they were read. */
  readonly isOneSize: boolean;
  /** How long records are that end with newlines elsewhere; 0: none was given. */
  readonly recordBytes: number;
  readonly count: Amount | undefined;
  readonly skip: Amount;
  readonly seek: Amount;
  readonly conversions: ReadonlySet<string>;
  readonly inputFlags: ReadonlySet<string>;
  readonly outputFlags: ReadonlySet<string>;
  readonly level: string;
  /** Things that are said before it starts. */
  readonly warnings: readonly string[];
}

/** @throws UsageError, Failure */
export function parseOperands(operands: readonly string[]): DdOperands {
  const given = new Map<string, string>();
  const amounts = new Map<string, Amount>();
  const conversions = new Set<string>();
  const inputFlags = new Set<string>();
  const outputFlags = new Set<string>();
  const warnings: string[] = [];
  for (const operand of operands) {
    const [, name = "", value = ""] = /^([a-z]+)=(.*)$/s.exec(operand) ?? [];
    switch (name) {
      case "conv":
        addWords(conversions, value, CONVERSIONS, "conversion");
        break;
      case "iflag":
        addWords(inputFlags, value, INPUT_FLAGS, "input flag");
        break;
      case "oflag":
        addWords(outputFlags, value, OUTPUT_FLAGS, "output flag");
        break;
      case "if":
      case "of":
        given.set(name, value);
        break;
      case "status":
        if (!LEVELS.has(value)) throw new UsageError(`invalid status level: ${quoted(value)}`);
        given.set(name, value);
        break;
      case "ibs":
      case "obs":
      case "bs":
      case "cbs":
        amounts.set(name, blockSize(value, warnings));
        break;
      case "count":
      case "skip":
      case "seek":
        amounts.set(name, amount(value, warnings));
        break;
      case "iseek":
      case "oseek":
        amounts.set(name === "iseek" ? "skip" : "seek", amount(value, warnings));
        break;
      default:
        throw new UsageError(`unrecognized operand ${quoted(operand)}`);
    }
  }
  if (!amounts.has("cbs")) for (const name of ["block", "unblock"]) conversions.delete(name);
  assertCompatible(conversions);
  const sizeOf = (name: string): number | undefined => amounts.get(name)?.count;
  const none: Amount = { count: 0, isBytes: false };
  const withUnit = (name: string, isBytes: boolean): Amount | undefined => {
    const found = amounts.get(name);
    return found && { count: found.count, isBytes: found.isBytes || isBytes };
  };
  const recordBytes = sizeOf("cbs") ?? 0;
  return {
    input: given.get("if"),
    output: given.get("of"),
    inputBlockBytes: sizeOf("bs") ?? sizeOf("ibs") ?? DEFAULT_BLOCK_BYTES,
    outputBlockBytes: sizeOf("bs") ?? sizeOf("obs") ?? DEFAULT_BLOCK_BYTES,
    isOneSize: amounts.has("bs"),
    recordBytes,
    count: withUnit("count", inputFlags.has("count_bytes")),
    skip: withUnit("skip", inputFlags.has("skip_bytes")) ?? none,
    seek: withUnit("seek", outputFlags.has("seek_bytes")) ?? none,
    conversions,
    inputFlags,
    outputFlags,
    level: given.get("status") ?? "",
    warnings,
  };
}

function addWords(words: Set<string>, text: string, known: ReadonlySet<string>, what: string): void {
  for (const word of text.split(",")) {
    if (!known.has(word)) throw new UsageError(`invalid ${what}: ${quoted(word)}`);
    words.add(word);
  }
}

function assertCompatible(conversions: ReadonlySet<string>): void {
  for (const words of EXCLUSIVE) {
    const [first, second] = words.filter((word) => conversions.has(word));
    if (first === undefined || second === undefined) continue;
    const what =
      words.length > 2
        ? `any two of {${words.join(",")}}`
        : [...words].sort((a, b) => orderOf(a) - orderOf(b)).join(" and ");
    throw new Failure(`cannot combine ${what}`);
  }
}

function orderOf(word: string): number {
  return ["block", "lcase", "excl"].includes(word) ? 0 : 1;
}

function blockSize(text: string, warnings: string[]): Amount {
  const size = amount(text, warnings);
  if (size.count === 0) throw new Failure(`invalid number: ${quoted(text)}`);
  if (size.count >= MAX_BLOCK_BYTES) throw tooLarge(text);
  return size;
}

function tooLarge(text: string): Failure {
  return new Failure(`invalid number: ${quoted(text)}: Value too large for defined data type`);
}

/** Factors with an x between them, each with a suffix perhaps; a B at the end means bytes. @throws Failure */
function amount(text: string, warnings: string[]): Amount {
  const factors = text.split("x");
  let count = 1;
  for (const factor of factors) {
    const value = factorOf(factor);
    if (value === undefined || factors.length > 2) throw new Failure(`invalid number: ${quoted(text)}`);
    if (factor === "0" && factors.length > 1 && factor === factors[0])
      warnings.push(`warning: ${quoted("0x")} is a zero multiplier; use ${quoted("00x")} if that is intended`);
    count *= value;
  }
  if (count >= Number.MAX_SAFE_INTEGER) throw tooLarge(text);
  return { count, isBytes: /B$/.test(text) };
}

function factorOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d+)([cw])$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * (unit === "w" ? 2 : 1);
  return /^\s*\d/.test(text) ? parseSize(text) : undefined;
}
