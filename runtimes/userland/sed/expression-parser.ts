import { joinBytes } from "../../bash/escapes.ts";
import { compileRegex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { escapeAt } from "./escapes.ts";
import type { Pattern } from "./pattern.ts";
import { Replacement, type ReplacementPart } from "./replacement.ts";
import type { ScriptReader } from "./script-reader.ts";

export interface PatternFlags {
  readonly isExtended: boolean;
  readonly ignoreCase: boolean;
  readonly isMultiline: boolean;
}

/**
 * Reads up to the delimiter that ends a part of `s`, `y` or an address; quoted, it stands for itself.
 * @returns nothing if it doesn't end
 */
export function takeDelimited(reader: ScriptReader, delimiter: string, isRegex: boolean): string | undefined {
  let text = "";
  /** Where the set ends that the delimiter may be in. */
  let setEnd = 0;
  for (;;) {
    const character = reader.peek();
    if (character === "" || (character === "\n" && !isRegex)) return undefined;
    reader.skip(character.length);
    if (character === delimiter && reader.at > setEnd) return text;
    if (character === "\n") return undefined;
    if (character !== "\\") {
      if (isRegex && character === "[" && reader.at > setEnd) setEnd = setEndIn(reader);
      text += character;
      continue;
    }
    const next = reader.take();
    if (next === "") return undefined;
    if (next === delimiter && reader.at > setEnd && !(next === "&" && !isRegex)) text += next;
    else if (next === "n" && isRegex) text += "\n";
    else text += next === "\n" ? next : `\\${next}`;
  }
}

/** @returns where the set ends whose bracket was taken; the end of the script if it doesn't */
function setEndIn({ text, at }: ScriptReader): number {
  const found = /\^?\]?(?:\[([:.=])[^\n]*?\1\]|[^\]\n])*\]/y;
  found.lastIndex = at;
  return found.test(text) ? found.lastIndex : text.length;
}

/** @throws Failure */
export function patternOf(reader: ScriptReader, text: string, flags: PatternFlags): Pattern {
  if (text === "") {
    if (flags.ignoreCase || flags.isMultiline) throw reader.failure("cannot specify modifiers on empty regexp");
    return "last";
  }
  const regex = compileRegex(withCharacters(text), {
    syntax: flags.isExtended ? "extended" : "basic",
    ignoreCase: flags.ignoreCase,
    isMultiline: flags.isMultiline,
  });
  if (regex instanceof RegexSyntaxError) throw reader.failure(regex.message);
  return regex;
}

/** A regular expression with the characters that its escapes stand for. */
function withCharacters(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const special = character === "\\" ? escapeAt(text, at + 1) : undefined;
    if (special) {
      result += special.character === "\\" ? "\\\\" : special.character;
      at += special.length;
    } else if (character === "\\") result += character + text.charAt(++at);
    else result += character;
  }
  return joinBytes(result);
}

const CASES: Readonly<Record<string, ReplacementPart>> = {
  U: { kind: "case", letters: "upper" },
  L: { kind: "case", letters: "lower" },
  E: { kind: "case", letters: undefined },
  u: { kind: "next-case", letters: "upper" },
  l: { kind: "next-case", letters: "lower" },
};

export function replacementOf(text: string): Replacement {
  const parts: ReplacementPart[] = [];
  let literal = "";
  const add = (part: ReplacementPart): void => {
    if (literal !== "") parts.push({ kind: "text", text: joinBytes(literal) });
    literal = "";
    parts.push(part);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "&") add({ kind: "group", number: 0 });
    else if (character !== "\\") literal += character;
    else {
      const next = text.charAt(++at);
      const special = escapeAt(text, at);
      const letters = Object.hasOwn(CASES, next) ? CASES[next] : undefined;
      if (/^\d$/.test(next)) add({ kind: "group", number: Number(next) });
      else if (letters) add(letters);
      else if (special) {
        literal += special.character;
        at += special.length - 1;
      } else literal += next;
    }
  }
  if (literal !== "") parts.push({ kind: "text", text: joinBytes(literal) });
  return new Replacement(parts);
}

/** What `y` puts in the place of what. @throws Failure */
export function translationOf(reader: ScriptReader, from: string, to: string): ReadonlyMap<string, string> {
  const [sources, targets] = [charactersOf(from), charactersOf(to)];
  if (sources.length !== targets.length) throw reader.failure("strings for `y' command are different lengths");
  const map = new Map<string, string>();
  for (const [index, source] of sources.entries()) if (!map.has(source)) map.set(source, targets[index] ?? source);
  return map;
}

function charactersOf(text: string): string[] {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const special = text.charAt(at) === "\\" ? escapeAt(text, at + 1) : undefined;
    if (special) {
      result += special.character;
      at += special.length;
    } else result += text.charAt(at) === "\\" ? text.charAt(++at) : text.charAt(at);
  }
  return [...joinBytes(result)];
}
