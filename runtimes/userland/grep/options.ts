import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { OptionTable } from "../program/options.ts";
import type { ProgramCall } from "../program/program.ts";
import { type NameRule, nameRule } from "./names.ts";

export const GREP_OPTIONS = {
  "extended-regexp": { letters: "E", about: "patterns are extended regular expressions" },
  "fixed-strings": { letters: "F", about: "patterns are texts" },
  "basic-regexp": { letters: "G", about: "patterns are basic regular expressions, as they are without these options" },
  "perl-regexp": { letters: "P", about: "the pattern is a regular expression of Perl's" },
  regexp: { letters: "e", value: "PATTERNS", about: "search for PATTERNS; may be given several times" },
  file: { letters: "f", value: "FILE", about: "search for the patterns in FILE, one a line" },
  "ignore-case": { letters: "iy", about: "take upper and lower case for the same" },
  "no-ignore-case": { about: "don't" },
  "word-regexp": { letters: "w", about: "only whole words match" },
  "line-regexp": { letters: "x", about: "only whole lines match" },
  "null-data": { letters: "z", about: "lines end with NUL" },
  "invert-match": { letters: "v", about: "select the lines that don't match" },
  V: {},
  "max-count": { letters: "m", value: "NUM", about: "stop after NUM selected lines of a file" },
  "byte-offset": { letters: "b", about: "print the offset of each line, or match" },
  "line-number": { letters: "n", about: "print the number of each line" },
  "line-buffered": { about: "write as soon as there is something to" },
  "with-filename": { letters: "H", about: "print the name of the file before each line" },
  "no-filename": { letters: "h", about: "don't" },
  label: { value: "LABEL", about: "the name of the standard input" },
  "only-matching": { letters: "o", about: "print only what matches, each match in a line" },
  quiet: { letters: "q", about: "print nothing; stop at the first line that is selected" },
  silent: {},
  "binary-files": { value: "TYPE", about: "take files that are no text for binary, text or without-match" },
  text: { letters: "a", about: "like --binary-files=text" },
  I: { about: "like --binary-files=without-match" },
  directories: { letters: "d", value: "ACTION", about: "read, recurse or skip directories" },
  devices: { letters: "D", value: "ACTION", about: "read or skip devices and pipes" },
  recursive: { letters: "r", about: "search all files in directories" },
  "dereference-recursive": { letters: "R", about: "the same, with those that links lead to" },
  include: { value: "GLOB", about: "search only files whose names GLOB matches" },
  exclude: { value: "GLOB", about: "leave out files whose names GLOB matches" },
  "exclude-from": { value: "FILE", about: "leave out files whose names a pattern in FILE matches" },
  "exclude-dir": { value: "GLOB", about: "leave out directories whose names GLOB matches" },
  "files-without-match": { letters: "L", about: "print names of files without selected lines" },
  "files-with-matches": { letters: "l", about: "print names of files with selected lines" },
  count: { letters: "c", about: "print how many lines are selected in each file" },
  "initial-tab": { letters: "T", about: "put a tab before lines that something is printed before" },
  null: { letters: "Z", about: "names end with NUL" },
  "before-context": { letters: "B", value: "NUM", about: "print NUM lines before each, too" },
  "after-context": { letters: "A", value: "NUM", about: "print NUM lines behind each, too" },
  context: { letters: "C", value: "NUM", about: "print NUM lines before and behind each; -NUM is the same" },
  digits: { letters: "0123456789" },
  "group-separator": { value: "SEP", about: "print SEP between groups of lines with context, not --" },
  "no-group-separator": { about: "print nothing there" },
  "no-messages": { letters: "s", about: "don't complain of files that can't be read" },
  color: { value: "[WHEN]", about: "mark what matches: always, never or auto" },
  colour: { value: "[WHEN]" },
  binary: { letters: "U", about: "(of no effect)" },
  "unix-byte-offsets": { letters: "u" },
} as const satisfies OptionTable<string>;

export type GrepCall = ProgramCall<keyof typeof GREP_OPTIONS>;
type Name = keyof typeof GREP_OPTIONS;

/** A number of lines; nothing if it wasn't asked for. @throws Failure */
export function contextOf(call: GrepCall, name: "before-context" | "after-context"): number | undefined {
  const { options } = call;
  const all = options.all.filter(({ name }) => name === "context" || name === "digits");
  const digits = all.map(({ letter }) => letter).join("");
  const value = options.value(name) ?? options.value("context") ?? (/^\d+$/.test(digits) ? digits : undefined);
  for (const each of ["context", "before-context", "after-context"] as const)
    for (const given of options.values(each))
      if (!/^\s*\+?\d+$/.test(given)) throw new Failure(`${given}: invalid context length argument`);
  return value === undefined ? undefined : Number(value);
}

/** @throws Failure */
export function maxCountOf({ options }: GrepCall): number {
  const value = options.value("max-count");
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\s*[+-]?\d+$/.test(value)) throw new Failure("invalid max count");
  return Number(value) < 0 ? Number.POSITIVE_INFINITY : Number(value);
}

/** @throws Failure */
export function binaryFilesOf({ options }: GrepCall): "binary" | "text" | "without-match" {
  const last = options.all.findLast(({ name }) => name === "binary-files" || name === "text" || name === "I");
  if (last?.name === "text") return "text";
  if (last?.name === "I") return "without-match";
  const value = last?.value ?? "binary";
  if (value === "binary" || value === "text" || value === "without-match") return value;
  throw new Failure("unknown binary-files type");
}

/** @throws Failure */
export function syntaxOf({ options }: GrepCall): "basic" | "extended" | "fixed" | "perl" {
  const last = options.last("extended-regexp", "fixed-strings", "basic-regexp", "perl-regexp");
  const given = (["extended-regexp", "fixed-strings", "basic-regexp", "perl-regexp"] as const).filter((name) =>
    options.has(name),
  );
  if (given.length > 1) throw new Failure("conflicting matchers specified");
  if (last === "perl-regexp") return "perl";
  return last === "extended-regexp" ? "extended" : last === "fixed-strings" ? "fixed" : "basic";
}

/** The patterns of all options, or the first operand; nothing if there is none. @throws Failure */
export async function patternsOf(call: GrepCall): Promise<string[] | undefined> {
  const given = call.options.all.filter(({ name }) => name === "regexp" || name === "file");
  if (given.length === 0) return call.operands[0]?.split("\n");
  const patterns: string[] = [];
  for (const { name, value = "" } of given)
    patterns.push(...(name === "regexp" ? value.split("\n") : await linesIn(call, value)));
  return patterns;
}

/** Which files to leave out. @throws Failure */
export async function fileRules(call: GrepCall): Promise<NameRule[]> {
  const rules: NameRule[] = [];
  for (const { name, value = "" } of call.options.all) {
    if (name === "include" || name === "exclude") rules.push(nameRule(value, name === "include"));
    if (name === "exclude-from")
      for (const line of await linesIn(call, value)) if (line !== "") rules.push(nameRule(line, false));
  }
  return rules;
}

export function directoryRules({ options }: GrepCall): NameRule[] {
  return options.values("exclude-dir").map((text) => nameRule(text.replace(/(?<=.)\/+$/, ""), false));
}

/** Which of these was given last. */
export function isOn({ options }: GrepCall, on: Name, off: Name): boolean {
  return options.last(on, off) === on;
}

async function linesIn(call: GrepCall, file: string): Promise<string[]> {
  try {
    const fd = openInput(call, file);
    try {
      const text = decodeUtf8(await readAll(call.process, fd), "escape");
      if (text === "") return [];
      return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    if (error instanceof SystemError) throw new Failure(`${file}: ${error.message}`);
    throw error;
  }
}
