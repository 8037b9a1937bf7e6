import { encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import type { GivenOptions } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";

export const OPTIONS = {
  pages: { value: "FIRST[:LAST]", about: "print these pages only" },
  columns: { value: "COLUMNS", about: "print COLUMNS columns, down one after the other" },
  digits: { letters: "0123456789" },
  across: { letters: "a", about: "fill columns across" },
  "double-space": { letters: "d", about: "print an empty line behind each" },
  "date-format": { letters: "D", value: "FORMAT", about: "print dates as FORMAT says" },
  "expand-tabs": { letters: "e", value: "[[CHAR]WIDTH]", isAttachable: true, about: "write TABs as spaces" },
  "form-feed": { letters: "fF", about: "end pages with form feeds, not with empty lines" },
  header: { letters: "h", value: "HEADER", about: "print HEADER on each page, not the name of the file" },
  "join-lines": { letters: "J", about: "don't cut lines off, don't align columns" },
  length: {
    letters: "l",
    value: "LINES",
    about: "print LINES lines a page, not 66; no headers if there are 10 or less",
  },
  merge: { letters: "m", about: "print all files beside each other, one a column" },
  "number-lines": { letters: "n", value: "[[SEP]DIGITS]", isAttachable: true, about: "number lines" },
  "first-line-number": { letters: "N", value: "NUMBER", about: "begin to count with NUMBER" },
  indent: { letters: "o", value: "MARGIN", about: "indent each line by MARGIN" },
  "no-file-warnings": { letters: "r", about: "say nothing of files that can't be opened" },
  separator: { letters: "s", value: "[CHAR]", isAttachable: true, about: "put CHAR between columns, or a TAB" },
  "sep-string": { letters: "S", value: "[STRING]", isAttachable: true, about: "put STRING between columns" },
  "omit-header": { letters: "t", about: "print no headers and no ends of pages" },
  "omit-pagination": { letters: "T", about: "like -t, and drop form feeds" },
  width: { letters: "w", value: "WIDTH", about: "make pages of several columns WIDTH wide, not 72" },
  "page-width": { letters: "W", value: "WIDTH", about: "make pages WIDTH wide, and cut lines off" },
} as const;

type Options = GivenOptions<keyof typeof OPTIONS>;

const PAGE_LINES = 66;
const HEADER_LINES = 5;
const PAGE_WIDTH = 72;
const TAB_WIDTH = 8;
const NUMBER_DIGITS = 5;

export interface Layout {
  readonly columns: number;
  readonly isAcross: boolean;
  readonly isMerged: boolean;
  readonly width: number;
  readonly columnWidth: number;
  readonly separator: string;
  /** Whether columns are not aligned. */
  readonly isJoined: boolean;
  /** Whether lines are cut off. */
  readonly isCut: boolean;
  readonly margin: number;
  readonly bodyLines: number;
  readonly hasHeaders: boolean;
  readonly endsWithFormFeed: boolean;
  readonly dropsFormFeeds: boolean;
  readonly isDoubleSpaced: boolean;
  /** What is written as spaces, and how far apart the stops are; nothing: all stays as it is. */
  readonly tab: { readonly character: string; readonly width: number } | undefined;
  readonly numbers: LineNumbers | undefined;
}

interface LineNumbers {
  readonly first: number;
  readonly digits: number;
  readonly separator: string;
}

/** @param files how many are printed beside each other with -m @throws Failure */
export function layoutOf(options: Options, files: number): Layout {
  const columns = columnsOf(options, files);
  const length = countOf(options.value("length"), "'-l PAGE_LENGTH' invalid number of lines") ?? PAGE_LINES;
  const narrow = countOf(options.value("width"), "'-w PAGE_WIDTH' invalid number of characters");
  const full = countOf(options.value("page-width"), "'-W PAGE_WIDTH' invalid number of characters");
  const width = full ?? narrow ?? PAGE_WIDTH;
  const isSeveral = columns > 1;
  const hasWidth = narrow !== undefined || full !== undefined;
  const isPlainSeparator = options.has("separator") && !hasWidth && !options.has("sep-string");
  const isJoined = options.has("join-lines") || (isSeveral && isPlainSeparator);
  const separator = isSeveral ? separatorOf(options, isJoined, narrow !== undefined) : "";
  const numbers = numbersOf(options);
  const isMerged = options.has("merge");
  const numberWidth = numbers && isMerged ? numberWidthOf(numbers) : 0;
  const columnWidth = Math.floor((width - numberWidth - (columns - 1) * separator.length) / columns);
  if (isSeveral && columnWidth < 1) throw new Failure("page width too narrow");
  const hasHeaders = length > 2 * HEADER_LINES && !options.has("omit-header", "omit-pagination");
  const body = hasHeaders ? length - 2 * HEADER_LINES : length;
  const isDoubleSpaced = options.has("double-space");
  return {
    columns,
    isAcross: options.has("across"),
    isMerged,
    width,
    columnWidth,
    separator,
    isJoined,
    isCut: !isJoined && (isSeveral || full !== undefined),
    margin: countOf(options.value("indent"), "'-o MARGIN' invalid line offset", 0) ?? 0,
    bodyLines: isDoubleSpaced ? Math.max(1, Math.floor(body / 2)) : body,
    hasHeaders,
    endsWithFormFeed: options.has("form-feed"),
    dropsFormFeeds: options.has("omit-pagination"),
    isDoubleSpaced,
    tab: tabOf(options, isSeveral && separator !== "\t"),
    numbers,
  };
}

/** How many columns a number takes, with what is behind it. */
export function numberWidthOf({ digits, separator }: LineNumbers): number {
  return separator === "\t" ? digits - (digits % TAB_WIDTH) + TAB_WIDTH : digits + 1;
}

function columnsOf(options: Options, files: number): number {
  const digits = options.all.map(({ name, letter = "" }) => (name === "digits" ? letter : "")).join("");
  const given = options.value("columns") ?? (digits === "" ? undefined : digits);
  if (!options.has("merge")) return countOf(given, "invalid number of columns") ?? 1;
  if (given !== undefined) throw new Failure("cannot specify number of columns when printing in parallel");
  if (options.has("across")) throw new Failure("cannot specify both printing across and printing in parallel");
  return files;
}

/** @returns nothing for no text @throws Failure */
function countOf(text: string | undefined, what: string, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const number = suffixedNumber(text, "");
  if (number === "overflow") throw new Failure(`${what}: ${quoted(text)}: Value too large for defined data type`);
  if (typeof number === "string") throw new Failure(`${what}: ${quoted(text)}`);
  if (number < BigInt(least)) throw new Failure(`${what}: ${quoted(text)}: Numerical result out of range`);
  return Number(number);
}

function separatorOf(options: Options, isJoined: boolean, hasWidth: boolean): string {
  const last = options.last("separator", "sep-string");
  if (last === undefined) return isJoined ? "\t" : " ";
  const byDefault = last === "sep-string" || hasWidth ? "" : "\t";
  const given = latin1Of(encodeUtf8(options.value(last) ?? byDefault));
  return given === "\t" && !isJoined ? " " : given;
}

function tabOf(options: Options, isUntabified: boolean): Layout["tab"] {
  if (!options.has("expand-tabs")) return isUntabified ? { character: "\t", width: TAB_WIDTH } : undefined;
  const [, character = "", width = ""] = /^(\D?)(\d*)$/s.exec(options.value("expand-tabs") ?? "") ?? [];
  return { character: character === "" ? "\t" : character, width: Number(width) || TAB_WIDTH };
}

function numbersOf(options: Options): LineNumbers | undefined {
  if (!options.has("number-lines")) return undefined;
  const [, separator = "", digits = ""] = /^(\D?)(\d*)$/s.exec(options.value("number-lines") ?? "") ?? [];
  const first = options.value("first-line-number") ?? "1";
  if (!/^\s*[-+]?\d+$/.test(first)) throw new Failure(`'-N NUMBER' invalid starting line number: ${quoted(first)}`);
  return {
    first: Number(first),
    digits: Number(digits) || NUMBER_DIGITS,
    separator: separator === "" ? "\t" : separator,
  };
}
