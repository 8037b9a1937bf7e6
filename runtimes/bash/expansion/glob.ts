import { compareBytes } from "../state/names.ts";
import type { ExpansionContext } from "./context.ts";
import { ExpansionError } from "./expansion-error.ts";
import { GlobWalk } from "./glob-walk.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import type { Steps } from "./steps.ts";

/**
 * The paths that a pattern matches, sorted; what it is without quotes, if it matches none.
 * @throws ExpansionError `no match: …`, where `failglob` is on
 */
export function* expandPath(pattern: string, text: string, context: ExpansionContext): Steps<readonly string[]> {
  const { shopt } = context.options;
  if (!hasMagic(pattern, shopt.extglob)) return [text];
  const ignored = ignoredPatterns(context);
  const walk = new GlobWalk(context, ignored !== undefined || shopt.dotglob);
  let paths = yield* walk.paths(pattern);
  if (ignored) paths = paths.filter((path) => !isIgnored(path, ignored));
  if (paths.length > 0) return paths.length > 1 ? paths.sort(compareBytes) : paths;
  if (shopt.failglob) throw new ExpansionError(`no match: ${text}`);
  return shopt.nullglob ? [] : [text];
}

/** Whether something in a pattern is more than a character: `[` alone is none. */
export function hasMagic(pattern: string, extglob: boolean): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "\\") i++;
    else if (character === "*" || character === "?") return true;
    else if (character === "[" && pattern.indexOf("]", i + 1) > 0) return true;
    else if (extglob && pattern[i + 1] === "(" && (character === "+" || character === "@" || character === "!"))
      return true;
  }
  return false;
}

/** An ignored path by its parts between slashes: a star matches no slash, unless it ends the whole. */
interface IgnoredPath {
  readonly parts: readonly Pattern[];
  /** What the last part begins with, if it ends in a star. */
  readonly lastBegins: Pattern | undefined;
}

function ignoredPatterns(context: ExpansionContext): readonly IgnoredPath[] | undefined {
  const text = context.variables.text("GLOBIGNORE");
  if (!text) return undefined;
  const { extglob, nocaseglob } = context.options.shopt;
  const compiled = (pattern: string): Pattern => compilePattern(pattern, { extglob, ignoreCase: nocaseglob });
  return splitAtColons(text)
    .filter(Boolean)
    .map((path) => {
      const parts = path.split("/");
      const last = parts.at(-1) ?? "";
      return { parts: parts.map(compiled), lastBegins: last.endsWith("*") ? compiled(last.slice(0, -1)) : undefined };
    });
}

/** A colon within brackets, as those of `[[:alnum:]]`, parts nothing. */
function splitAtColons(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "[") {
      const end = bracketEnd(text, at);
      if (end !== undefined) at = end;
    } else if (character === ":") {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function bracketEnd(text: string, open: number): number | undefined {
  let at = open + 1;
  if (text[at] === "!" || text[at] === "^") at++;
  for (const first = at; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "]" && at > first) return at;
    else if (text[at] === "[" && text[at + 1] === ":") {
      const end = text.indexOf(":]", at + 2);
      if (end < 0) return undefined;
      at = end + 1;
    }
  }
  return undefined;
}

function isIgnored(path: string, ignored: readonly IgnoredPath[]): boolean {
  const names = path.split("/");
  const lastName = names.at(-1);
  if (lastName === "." || lastName === "..") return true;
  return ignored.some(({ parts, lastBegins }) => {
    const last = parts.length - 1;
    if (names.length < parts.length || !parts.slice(0, last).every((part, i) => part.matches(names[i] ?? "")))
      return false;
    if (lastBegins) return lastBegins.prefixEnd(names[last] ?? "", false) >= 0;
    return names.length === parts.length && (parts[last]?.matches(names[last] ?? "") ?? false);
  });
}
