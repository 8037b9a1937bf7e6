import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";

/** What `--format` says. */
export interface NumberFormat {
  readonly before: string;
  readonly after: string;
  readonly isGrouped: boolean;
  /** How wide numbers are made with spaces; negative: to the left; 0: not at all. */
  readonly padding: number;
  readonly zeroWidth: number;
  readonly precision: number | undefined;
}

const LARGEST = 2 ** 63;

/** @throws Failure */
export function parseFormat(format: string): NumberFormat {
  const [plain = ""] = /^(?:%%|[^%])*/.exec(format) ?? [];
  const failure = (problem: string): Failure => new Failure(`${problem.replace("FORMAT", quoted(format))}`);
  if (plain.length === format.length) throw failure("format FORMAT has no % directive");
  // GNU's counts each %% as one character, but copies characters as they are.
  const before = format.slice(0, plain.replace(/%%/g, "%").length);
  const directive = /^%(?<flags>[ '0]*)(?<width>[-+]?\d*)(?<rest>.*)$/s.exec(format.slice(plain.length))?.groups;
  const { flags = "", width = "" } = directive ?? {};
  let rest = directive?.["rest"] ?? "";
  const padding = /\d/.test(width) ? Number(width) : 0;
  if (!/\d/.test(width)) rest = width + rest;
  if (Math.abs(padding) >= LARGEST) throw failure("invalid format FORMAT (width overflow)");
  if (rest === "") throw failure("format FORMAT ends in %");
  let precision: number | undefined;
  if (rest.startsWith(".")) {
    const [, digits = "", sign = ""] = /^\.(([-+ \t]?)\d*)/.exec(rest) ?? [];
    if (sign !== "" || Number(digits) >= LARGEST) throw failure("invalid precision in format FORMAT");
    precision = Number(digits);
    rest = rest.slice(digits.length + 1);
  }
  if (!rest.startsWith("f")) throw failure("invalid format FORMAT, directive must be %[0]['][-][N][.][N]f");
  const after = rest.slice(1);
  if (/%/.test(after.replace(/%%/g, ""))) throw failure("format FORMAT has too many % directives");
  const isZeroPadded = flags.includes("0") && padding > 0;
  return {
    before,
    after,
    isGrouped: flags.includes("'"),
    padding: isZeroPadded ? 0 : padding,
    zeroWidth: isZeroPadded ? padding : 0,
    precision,
  };
}
