import { bytesOfLatin1, decodeUtf8 } from "../../web/encoding.ts";
import { C_CHARACTERS } from "../program/quoting.ts";

/** A name in a header of a patch, and what stands behind it. */
interface NameField {
  readonly name: string;
  readonly rest: string;
}

/** Those of ASCII only: other characters are bytes. */
const SPACE = /[\t-\r ]/;
const ESCAPES: Readonly<Record<string, string>> = {
  ...C_CHARACTERS,
  "\\": "\\",
  '"': '"',
};

/**
 * The name that a header line has, perhaps in quotes. Blanks belong to it if a tab (or without a time, nothing) is behind.
 * @returns nothing for what is in quotes and makes no sense
 */
export function nameField(text: string, hasTime: boolean): NameField | undefined {
  const trimmed = text.replace(/^[\t-\r ]+/, "");
  if (trimmed.startsWith('"')) return quotedField(trimmed);
  let end = 0;
  for (; end < trimmed.length; end++) {
    if (!SPACE.test(trimmed.charAt(end))) continue;
    let last = end;
    while (trimmed.charAt(last) !== "\t" && SPACE.test(trimmed.charAt(last + 1))) last++;
    if (trimmed.charAt(last) === "\t" || trimmed.indexOf(hasTime ? "\t" : "\n", last + 1) < 0) break;
  }
  return { name: trimmed.slice(0, end), rest: trimmed.slice(end) };
}

/** A name of git's, which ends with the first blank unless it is in quotes. */
export function gitNameField(text: string): NameField | undefined {
  const trimmed = text.replace(/^[\t-\r ]+/, "");
  if (trimmed.startsWith('"')) return quotedField(trimmed);
  const [name = ""] = /^[^\t-\r ]*/.exec(trimmed) ?? [];
  return { name, rest: trimmed.slice(name.length) };
}

function quotedField(text: string): NameField | undefined {
  const [whole, content = ""] = /^"((?:[^"\\]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}))*)"/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const name = content.replace(/\\(?:([0-3][0-7]{2})|(.))/gs, (_, octal?: string, letter = "") =>
    octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return { name, rest: text.slice(whole.length) };
}

/**
 * Takes directories from a name.
 * @param count nothing: all of them
 * @returns nothing if it has not so many, or nothing would be left
 */
export function strippedName(name: string, count: number | undefined): string | undefined {
  let [start, left] = [0, count ?? 0];
  for (const { index, 0: slashes } of name.matchAll(/\/+/g)) {
    if (count !== undefined && --left < 0) break;
    start = index + slashes.length;
  }
  const stripped = name.slice(start);
  return (count === undefined || left <= 0) && stripped !== "" ? fileName(stripped) : undefined;
}

/** As programs know it, of one that has one character a byte. */
export function fileName(name: string): string {
  return decodeUtf8(bytesOfLatin1(name), "escape");
}

/** Whether a name stays below the working directory. */
export function isSafeName(name: string): boolean {
  return !name.startsWith("/") && !name.split("/").includes("..");
}

/** How many directories there are in a name. */
export function directoryCount(name: string): number {
  return directoriesOf(name).length;
}

/** The paths of the directories that a name goes through. */
export function directoriesOf(name: string): string[] {
  return [...name.matchAll(/(?<=[^/])\/+/g)].map(({ index }) => name.slice(0, index));
}
