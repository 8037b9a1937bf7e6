import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import type { RgCall, RgOption } from "./options.ts";
import { unescaped } from "./separators.ts";

/** What is printed of a file as a whole, and nothing of its lines. */
export type SummaryKind = "quiet" | "count" | "matches" | "with" | "without";

/** What the options come to that say how lines are searched and printed. */
export interface RgSettings {
  readonly summary: SummaryKind | undefined;
  readonly isJson: boolean;
  readonly hasStats: boolean;
  readonly includesZero: boolean;
  readonly isInverted: boolean;
  readonly isMultiline: boolean;
  readonly allowsCarriageReturn: boolean;
  readonly lineEnd: number;
  /** What is printed at the end of lines that have none. */
  readonly lineTerminator: Uint8Array;
  readonly maxCount: number;
  readonly passesAll: boolean;
  readonly before: number;
  readonly after: number;
  readonly hasNumbers: boolean;
  readonly hasColumns: boolean;
  readonly hasOffsets: boolean;
  readonly hasHeadings: boolean;
  readonly isPerMatch: boolean;
  readonly onlyMatching: boolean;
  readonly replacement: string | undefined;
  readonly trims: boolean;
  readonly maxColumns: number | undefined;
  readonly previewsColumns: boolean;
  readonly endsNames: boolean;
  readonly matchSeparator: Uint8Array;
  readonly contextSeparator: Uint8Array;
  /** Between groups of lines; nothing if there is to be none. */
  readonly groupSeparator: Uint8Array | undefined;
  readonly pathSeparator: string;
  readonly isText: boolean;
  readonly searchesBinary: boolean;
  readonly flushesLines: boolean;
}

/** @throws Failure, UsageError */
export function settingsOf(call: RgCall): RgSettings {
  const { options } = call;
  const isOn = (name: RgOption, not: RgOption) => options.last(name, not) === name;
  const isJson = isOn("json", "no-json");
  const refused = (["count", "count-matches", "files-with-matches", "files-without-match", "files"] as const).find(
    (name) => options.has(name),
  );
  if (isJson && refused) throw new UsageError(`The argument '--${refused}' cannot be used with '--json'`);
  const summary = summaryOf(call);
  const passesAll = options.has("passthru", "passthrough");
  const both = numberOf(call, "context") ?? 0;
  const isPerMatch = options.has("vimgrep");
  const isPretty = options.has("pretty");
  const hasColumns = options.last("column", "vimgrep", "no-column");
  const numbers = options.last("line-number", "no-line-number");
  const headings = options.last("heading", "no-heading");
  const text = options.last("text", "no-text", "binary", "no-binary");
  const unrestricted = options.all.filter(({ name }) => name === "unrestricted").length;
  const maxColumns = numberOf(call, "max-columns");
  const hasColumn = hasColumns !== undefined && hasColumns !== "no-column";
  return {
    summary,
    isJson,
    hasStats: isOn("stats", "no-stats"),
    includesZero: options.has("include-zero"),
    isInverted: options.has("invert-match"),
    isMultiline: isOn("multiline", "no-multiline"),
    allowsCarriageReturn: isOn("crlf", "no-crlf"),
    lineEnd: options.has("null-data") ? 0 : 10,
    lineTerminator: unescaped(options.has("null-data") ? "\\0" : isOn("crlf", "no-crlf") ? "\\r\\n" : "\\n"),
    maxCount: numberOf(call, "max-count") ?? Number.POSITIVE_INFINITY,
    passesAll,
    before: passesAll ? 0 : (numberOf(call, "before-context") ?? both),
    after: passesAll ? 0 : (numberOf(call, "after-context") ?? both),
    hasNumbers:
      summary === undefined &&
      numbers !== "no-line-number" &&
      (numbers !== undefined || isJson || hasColumn || isPerMatch || isPretty),
    hasColumns: hasColumn,
    hasOffsets: isOn("byte-offset", "no-byte-offset"),
    hasHeadings: !isPerMatch && (headings === "heading" || (isPretty && headings === undefined)),
    isPerMatch,
    onlyMatching: options.has("only-matching"),
    replacement: options.value("replace"),
    trims: isOn("trim", "no-trim"),
    maxColumns: maxColumns === 0 ? undefined : maxColumns,
    previewsColumns: isOn("max-columns-preview", "no-max-columns-preview"),
    endsNames: options.has("null"),
    matchSeparator: unescaped(options.value("field-match-separator") ?? ":"),
    contextSeparator: unescaped(options.value("field-context-separator") ?? "-"),
    groupSeparator: isOn("no-context-separator", "context-separator")
      ? undefined
      : unescaped(options.value("context-separator") ?? "--"),
    pathSeparator: pathSeparatorOf(call),
    isText: text === "text" || options.has("null-data"),
    searchesBinary: text === "binary" || unrestricted > 2,
    flushesLines: isOn("line-buffered", "no-line-buffered"),
  };
}

function summaryOf({ options }: RgCall): SummaryKind | undefined {
  if (options.has("quiet")) return "quiet";
  const count = options.last("count", "count-matches");
  const ofMatches = count === "count-matches" || options.has("only-matching");
  if (count !== undefined) return ofMatches && !options.has("invert-match") ? "matches" : "count";
  const list = options.last("files-with-matches", "files-without-match");
  return list && (list === "files-with-matches" ? "with" : "without");
}

type NumberOption =
  | "context"
  | "before-context"
  | "after-context"
  | "max-count"
  | "max-depth"
  | "maxdepth"
  | "max-columns"
  | "threads";

/** @throws UsageError */
export function numberOf({ options }: RgCall, name: NumberOption): number | undefined {
  const value = options.value(name);
  if (value === undefined) return undefined;
  if (/^\+?\d+$/.test(value)) return Number(value);
  const problem = value === "" ? "cannot parse integer from empty string" : "invalid digit found in string";
  throw new UsageError(`Invalid value for '--${name} <NUM>': ${problem}`);
}

/** A size such as `3M`. @throws Failure */
export function sizeOf({ options }: RgCall, name: "max-filesize"): number | undefined {
  const value = options.value(name);
  if (value === undefined) return undefined;
  const [, digits, unit = ""] = /^(\d+)([KMG]?)$/.exec(value) ?? [];
  if (digits === undefined)
    throw new Failure(
      `invalid format for size '${value}', which should be a sequence of digits followed by an optional 'K', 'M' or 'G' suffix`,
    );
  return Number(digits) * 1024 ** " KMG".indexOf(unit || " ");
}

function pathSeparatorOf({ options }: RgCall): string {
  const bytes = unescaped(options.value("path-separator") ?? "/");
  if (bytes.length > 1)
    throw new Failure(
      `A path separator must be exactly one byte, but the given separator is ${bytes.length} bytes: ${options.value("path-separator")}\nIn some shells on Windows '/' is automatically expanded. Use '//' instead.`,
    );
  return String.fromCharCode(bytes[0] ?? 47);
}
