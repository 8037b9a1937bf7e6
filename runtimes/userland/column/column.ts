import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import type { GivenOptions } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { entriesOf } from "./entries.ts";
import { putFilledColumns, putFilledRows } from "./fill.ts";
import { jsonText } from "./json.ts";
import { readTable } from "./table.ts";
import { layOut } from "./table-layout.ts";
import { putTable } from "./table-printer.ts";

/* https://man7.org/linux/man-pages/man1/column.1.html, without trees (-r, -i, -p). */

const OPTIONS = {
  table: { letters: "t", about: "make a table" },
  "table-name": { letters: "n", value: "NAME", about: "call the table NAME in JSON" },
  "table-order": { letters: "O", value: "COLUMNS", about: "print these columns first" },
  "table-columns": { letters: "N", value: "NAMES", about: "give the columns these names" },
  "table-columns-limit": {
    letters: "l",
    value: "NUMBER",
    about: "take what is behind so many columns for the last one",
  },
  "table-noextreme": { letters: "E", value: "COLUMNS", about: "leave long texts of these columns out of their widths" },
  "table-noheadings": { letters: "d", about: "print no names" },
  "table-header-repeat": { letters: "e", about: "print names on each page of a terminal" },
  "table-hide": { letters: "H", value: "COLUMNS", about: "don't print these columns; -: those without a name" },
  "table-right": { letters: "R", value: "COLUMNS", about: "put the text of these columns to the right" },
  "table-truncate": { letters: "T", value: "COLUMNS", about: "cut text of these columns off where there is no room" },
  "table-wrap": { letters: "W", value: "COLUMNS", about: "break text of these columns where there is no room" },
  "keep-empty-lines": { letters: "L", about: "keep empty lines" },
  json: { letters: "J", about: "print the table as JSON" },
  "output-width": { letters: "c", value: "WIDTH", about: "print WIDTH columns, not 80" },
  "output-separator": {
    letters: "o",
    value: "STRING",
    about: "print STRING between columns of a table, not two spaces",
  },
  separator: { letters: "s", value: "STRING", about: "columns end with each character of STRING, not with blanks" },
  fillrows: { letters: "x", about: "fill rows, then columns" },
} as const;

type Options = GivenOptions<keyof typeof OPTIONS>;

const DEFAULT_WIDTH = 80;
const LARGEST_WIDTH = 0xffff_ffff;
/** Options of which some would be of no effect without -t. */
const FOR_TABLES = [
  "table-order",
  "table-name",
  "table-wrap",
  "table-hide",
  "table-truncate",
  "table-columns",
] as const;

export const column = program({
  name: "column",
  usage: "[OPTION]... [FILE]...",
  about:
    "Puts the lines of all FILEs beside each other, or makes a table of the words in them. Without FILE it reads standard input. COLUMNS are names or numbers with commas between; 0 stands for all.",
  like: "util-linux",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => (arg === "-h" ? "--help" : arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const { options, output } = call;
    const width = widthOf(call);
    const limit = limitOf(options);
    const isTable = options.has("table", "json");
    if (isTable && options.has("fillrows"))
      throw new Failure(`mutually exclusive arguments: ${options.has("table") ? "--table" : "--json"} --fillrows`);
    if (!isTable && options.has(...FOR_TABLES)) throw new Failure("option --table required for all --table-*");
    if (options.has("json") && !options.has("table-columns"))
      throw new Failure("option --table-columns required for --json");
    const entries = await entriesOf(call, options.has("keep-empty-lines"));
    if (!isTable) {
      const put = options.has("fillrows") ? putFilledRows : putFilledColumns;
      put(output, entries, width);
      return;
    }
    const table = readTable(entries, {
      names: listed(options, "table-columns") ?? [],
      separators: options.value("separator"),
      limit,
      needsNames: options.has("json"),
    });
    if (table === undefined) return Math.min(call.status, 1);
    table.mark(marksOf(options));
    if (options.has("json")) output.put(encodeUtf8(jsonText(table, options.value("table-name") ?? "table")));
    else {
      const separator = options.value("output-separator") ?? "  ";
      const layout = layOut(table, separator, width);
      const hasHeader = options.has("table-columns") && !options.has("table-noheadings");
      await putTable(output, table, layout, { separator, hasHeader });
    }
    // Files that can't be opened count only where there is nothing to print.
    return table.isEmpty ? 1 : 0;
  },
});

/** @throws Failure */
function widthOf({ options, process }: ProgramCall<keyof typeof OPTIONS>): number {
  const given = options.value("output-width");
  if (given === undefined) {
    const columns = process.env.get("COLUMNS") ?? "";
    return /^\d+$/.test(columns) && Number(columns) > 0 ? Number(columns) : DEFAULT_WIDTH;
  }
  return numberOf(given, "columns");
}

/** @returns nothing if there is none @throws Failure */
function limitOf(options: Options): number {
  const given = options.value("table-columns-limit");
  if (given === undefined) return Number.POSITIVE_INFINITY;
  const limit = numberOf(given, "columns limit");
  if (limit === 0) throw new Failure("columns limit must be greater than zero");
  return limit;
}

function numberOf(text: string, what: string): number {
  const number = /^\s*[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new Failure(`invalid ${what} argument: '${text}'`);
  if (number < 0 || number > LARGEST_WIDTH)
    throw new Failure(`invalid ${what} argument: '${text}': Numerical result out of range`);
  return number;
}

function marksOf(options: Options) {
  return {
    isRight: listed(options, "table-right"),
    isTruncated: listed(options, "table-truncate"),
    isWrapped: listed(options, "table-wrap"),
    ignoresExtremes: listed(options, "table-noextreme"),
    isHidden: listed(options, "table-hide"),
    first: listed(options, "table-order"),
  };
}

function listed(options: Options, name: keyof typeof OPTIONS): string[] | undefined {
  return options
    .value(name)
    ?.split(",")
    .filter((one) => one !== "");
}
