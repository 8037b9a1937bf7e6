import { extendedOf } from "../../regex/basic.ts";
import { compileRegex, quoteRegex, type Regex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { type LinePattern, NO_PATTERN } from "./line-pattern.ts";

export interface PosixOptions {
  readonly syntax: "basic" | "extended" | "fixed";
  readonly ignoreCase: boolean;
  readonly whole: "word" | "line" | undefined;
  /** Whether a newline ends each text that is searched. */
  readonly keepsToLines: boolean;
}

/** Lines that match any of the patterns. @returns the error, with glibc's message */
export function posixPattern(patterns: readonly string[], options: PosixOptions): LinePattern | RegexSyntaxError {
  if (patterns.length === 0) return NO_PATTERN;
  const texts = [...new Set(patterns)].map((pattern) => extendedText(pattern, options.syntax));
  const compile = (text: string, isBasic = false): Regex | RegexSyntaxError =>
    compileRegex(text, {
      ...options,
      syntax: "extended",
      isBasic,
      isLenient: true,
      repeatedPlaces: "nothing",
      isMultiline: options.keepsToLines,
    });
  if (options.syntax === "fixed") return patternOf(compile(texts.join("|")));
  const regexes: Regex[] = [];
  for (const text of texts) {
    const regex = compile(text, options.syntax === "basic");
    if (regex instanceof RegexSyntaxError) return regex;
    regexes.push(regex);
  }
  const [only] = regexes;
  if (only && regexes.length === 1) return patternOf(only);
  if (regexes.some((regex) => regex.hasBackReferences)) return anyOf(regexes);
  return patternOf(compile(texts.map((text) => `(${text})`).join("|")));
}

function extendedText(pattern: string, syntax: PosixOptions["syntax"]): string {
  if (syntax === "fixed") return quoteRegex(pattern);
  return syntax === "basic" ? extendedOf(pattern) : pattern;
}

function patternOf(regex: Regex | RegexSyntaxError): LinePattern | RegexSyntaxError {
  if (regex instanceof RegexSyntaxError) return regex;
  return {
    literal: regex.literal,
    candidates: regex.candidates(),
    test: (line) => regex.test(line),
    find: (line, from) => regex.find(line, from)?.[0],
  };
}

function anyOf(regexes: readonly Regex[]): LinePattern {
  return {
    test: (line) => regexes.some((regex) => regex.test(line)),
    find: (line, from) => {
      let best: readonly [number, number] | undefined;
      for (const regex of regexes) {
        const found = regex.find(line, from)?.[0];
        if (!found) continue;
        if (!best || found[0] < best[0] || (found[0] === best[0] && found[1] > best[1])) best = found;
      }
      return best;
    },
  };
}
