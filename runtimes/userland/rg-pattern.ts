import { RegexSyntaxError } from "../regex/tree.ts";
import type { RgCall } from "./rg-options.ts";
import { type PerlPattern, perlPattern } from "./search/perl-pattern.ts";

/** @returns nothing after a complaint */
export async function compiled(
  { options, process }: RgCall,
  patterns: readonly string[],
): Promise<PerlPattern | undefined> {
  const texts = options.has("fixed-strings") ? patterns.map((one) => one.replace(/[^\w\s]/g, "\\$&")) : patterns;
  const text = texts.length === 1 ? (texts[0] ?? "") : texts.map((one) => `(?:${one})`).join("|");
  const letterCase = options.last("ignore-case", "case-sensitive", "smart-case");
  const isSmall = letterCase === "smart-case" && !/\p{Lu}/u.test(text.replace(/\\./g, ""));
  const whole = options.last("word-regexp", "line-regexp");
  const pattern = perlPattern(
    text,
    {
      ignoreCase: letterCase === "ignore-case" || isSmall,
      whole: whole === "word-regexp" ? "word" : whole && "line",
      keepsToLines: true,
    },
    "rust",
  );
  if (!(pattern instanceof RegexSyntaxError)) return pattern;
  await process.printError(`regex parse error:\n    ${text}\nerror: ${pattern.message}\n`);
  return undefined;
}

/** `$1`, `${name}` and the like in a replacement stand for groups. */
export function expanded({ regex, names }: PerlPattern, template: string, line: string, start: number): string {
  regex.lastIndex = start;
  const found = regex.exec(line);
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (whole === "$$" || name === undefined) return "$";
    if (name === "0") return found?.[0] ?? "";
    return found?.groups?.[/^\d+$/.test(name) ? `g${name}` : (names.get(name) ?? "")] ?? "";
  });
}
