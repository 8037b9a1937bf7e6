import { compileRegex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";

/** Where a file is divided. */
export type Pattern = LinePattern | RegexPattern;

interface Repeated {
  /** As it was typed. */
  readonly text: string;
  /** How many times more; infinite: as long as it goes. */
  repeats: number;
}

export interface LinePattern extends Repeated {
  readonly kind: "line";
  readonly line: number;
}

export interface RegexPattern extends Repeated {
  readonly kind: "regex";
  readonly offset: number;
  /** Whether what is before is left out. */
  readonly isIgnored: boolean;
  matches(line: Uint8Array): boolean;
}

/** @throws Failure */
export function parsePatterns(texts: readonly string[]): { patterns: Pattern[]; warnings: string[] } {
  const patterns: Pattern[] = [];
  const warnings: string[] = [];
  let previousLine = 0;
  texts.forEach((text, index) => {
    const previous = patterns.at(-1);
    if (text.startsWith("{") && previous && !texts[index - 1]?.startsWith("{")) {
      previous.repeats = repeatsOf(text);
      return;
    }
    if (text.startsWith("/") || text.startsWith("%")) {
      patterns.push(regexPattern(text));
      return;
    }
    const line = lineOf(text, previousLine);
    if (line === previousLine)
      warnings.push(`warning: line number ${quoted(text)} is the same as preceding line number`);
    previousLine = line;
    patterns.push({ kind: "line", text, repeats: 0, line });
  });
  return { patterns, warnings };
}

function lineOf(text: string, previous: number): number {
  const number = suffixedNumber(text, "");
  if (typeof number === "string") throw new Failure(`${quoted(text)}: invalid pattern`);
  if (number === 0n) throw new Failure(`${text}: line number must be greater than zero`);
  if (number < BigInt(previous))
    throw new Failure(`line number ${quoted(text)} is smaller than preceding line number, ${previous}`);
  return Number(number);
}

function repeatsOf(text: string): number {
  if (!text.endsWith("}")) throw new Failure(`${quoted(text)}: '}' is required in repeat count`);
  if (text === "{*}") return Number.POSITIVE_INFINITY;
  const number = suffixedNumber(text.slice(1, -1), "");
  if (typeof number === "string")
    throw new Failure(`${quoted(text.slice(0, -1))}}: integer required between '{' and '}'`);
  return Number(number);
}

function regexPattern(text: string): RegexPattern {
  const delimiter = text.charAt(0);
  const close = text.lastIndexOf(delimiter);
  if (close === 0) throw new Failure(`${text}: closing delimiter '${delimiter}' missing`);
  const regex = compileRegex(text.slice(1, close), { syntax: "basic", ignoreCase: false });
  if (regex instanceof RegexSyntaxError)
    throw new Failure(`${quoted(text)}: invalid regular expression: ${regex.message}`);
  const behind = text.slice(close + 1);
  if (behind !== "" && !/^\s*[-+]?\d+$/.test(behind))
    throw new Failure(`${quoted(text)}: integer expected after delimiter`);
  return {
    kind: "regex",
    text,
    repeats: 0,
    offset: Number(behind),
    isIgnored: delimiter === "%",
    matches: (line) => regex.test(decodeUtf8(line, "escape")),
  };
}
