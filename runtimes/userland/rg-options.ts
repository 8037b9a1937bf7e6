import { Failure } from "./program/failure.ts";
import type { GivenOptions, OptionTable } from "./program/options.ts";
import type { ProgramCall } from "./program/program.ts";

export const RG_OPTIONS = {
  regexp: { letters: "e", value: "PATTERN", about: "search for PATTERN; may be given several times" },
  file: { letters: "f", value: "FILE", about: "search for the patterns in FILE, one a line" },
  "fixed-strings": { letters: "F", about: "patterns are texts" },
  "ignore-case": { letters: "i", about: "take upper and lower case for the same" },
  "case-sensitive": { letters: "s", about: "don't" },
  "smart-case": { letters: "S", about: "do if the pattern has no upper case" },
  "word-regexp": { letters: "w", about: "only whole words match" },
  "line-regexp": { letters: "x", about: "only whole lines match" },
  "invert-match": { letters: "v", about: "print the lines that don't match" },
  count: { letters: "c", about: "print how many lines match in each file that has any" },
  "files-with-matches": { letters: "l", about: "print names of files that match" },
  "files-without-match": { about: "print names of files that don't" },
  "only-matching": { letters: "o", about: "print only what matches, each match in a line" },
  "max-count": { letters: "m", value: "NUM", about: "stop after NUM lines of a file" },
  quiet: { letters: "q", about: "print nothing" },
  replace: { letters: "r", value: "TEXT", about: "print TEXT for what matches; $1 is the first group" },
  "line-number": { letters: "n", about: "print the number of each line" },
  "no-line-number": { letters: "N", about: "don't" },
  column: { about: "print where in its line the first match is" },
  "no-column": {},
  "byte-offset": { letters: "b", about: "print the offset of each line" },
  "with-filename": { letters: "H", about: "print names before lines" },
  "no-filename": { letters: "I", about: "don't" },
  vimgrep: { about: "print name, line and column" },
  null: { letters: "0", about: "names end with NUL" },
  "before-context": { letters: "B", value: "NUM", about: "print NUM lines before each, too" },
  "after-context": { letters: "A", value: "NUM", about: "print NUM lines behind each, too" },
  context: { letters: "C", value: "NUM", about: "print NUM lines before and behind each" },
  files: { about: "print the names of all files that would be searched" },
  glob: { letters: "g", value: "GLOB", about: "only files that GLOB matches, or not those if it begins with !" },
  type: { letters: "t", value: "TYPE", about: "only files of TYPE" },
  "type-not": { letters: "T", value: "TYPE", about: "no files of TYPE" },
  "type-list": { about: "print the types there are" },
  hidden: { letters: ".", about: "hidden files, too" },
  "no-ignore": { about: "files that are to be ignored, too" },
  "no-ignore-vcs": {},
  unrestricted: { letters: "u", about: "like --no-ignore; twice: --hidden as well; three times: --text as well" },
  follow: { letters: "L", about: "follow links" },
  "max-depth": { value: "NUM", about: "go down NUM folders at most" },
  text: { letters: "a", about: "take binary files for text" },
  sort: { value: "KEY", about: "(of no effect: files are sorted by their paths)" },
  color: { value: "WHEN", about: "(of no effect)" },
  "no-heading": { about: "(of no effect: names stand before lines)" },
  "line-buffered": { about: "write as soon as there is something to" },
  "no-messages": { about: "don't complain of files that can't be read" },
  threads: { letters: "j", value: "NUM" },
  "no-config": {},
  json: {},
  multiline: { letters: "U" },
  stats: {},
  pcre2: { letters: "P" },
} as const satisfies OptionTable<string>;

export type RgCall = ProgramCall<keyof typeof RG_OPTIONS>;

/** @throws Failure */
export function numberOf(
  options: GivenOptions<keyof typeof RG_OPTIONS>,
  name: "context" | "before-context" | "after-context" | "max-count" | "max-depth",
): number | undefined {
  const value = options.value(name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Failure(`Invalid value for '--${name} <NUM>': invalid digit found in string`);
  return Number(value);
}
