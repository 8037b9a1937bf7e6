import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";
import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import { posixPattern } from "../search/posix-patterns.ts";
import { contextOf, type Layout, layoutOf } from "./diff-layout.ts";
import type { DiffCall, DiffOptions } from "./diff-options.ts";
import { type DiffStyle, styleOf } from "./diff-style.ts";
import { type GroupFormats, groupFormatsOf } from "./group-formats.ts";
import type { LineRules, Whitespace } from "./line-normal-form.ts";
import { type Palette, paletteOf } from "./palette.ts";

export interface DiffSettings {
  readonly style: DiffStyle;
  readonly rules: LineRules;
  readonly ignoresBlankLines: boolean;
  /** Changes of these lines only make no difference. */
  readonly ignoredLines: LinePattern | undefined;
  /** The lines that are shown with changes behind them. */
  readonly functionLines: LinePattern | undefined;
  readonly context: number;
  readonly horizon: number;
  readonly layout: Layout;
  readonly groups: GroupFormats;
  readonly palette: Palette | undefined;
  readonly labels: readonly string[];
  readonly excluded: readonly Pattern[];
  /** The options as they were given, for headers. */
  readonly switches: readonly string[];
  readonly has: DiffOptions["has"];
}

const DEFAULT_CONTEXT = 3;
/** @throws UsageError, Failure */
export async function settingsOf(call: DiffCall): Promise<DiffSettings> {
  const { options } = call;
  const style = styleOf(options);
  const layout = layoutOf(options);
  const functionTexts = options.all.flatMap(({ name, value = "" }) =>
    name === "show-c-function" ? ["^[[:alpha:]$_]"] : name === "show-function-line" ? [value] : [],
  );
  if (options.values("label").length > 2) throw new Failure("too many file label options");
  onlyOne(options, "starting-file", "-S");
  onlyOne(options, "from-file", "--from-file");
  onlyOne(options, "to-file", "--to-file");
  const context = contextOf(options, style, style === "context" && !options.has("context", "C", "c"), DEFAULT_CONTEXT);
  return {
    style,
    rules: {
      ignoresCase: options.has("ignore-case"),
      whitespace: whitespaceOf(options),
      tabWidth: layout.tabWidth,
    },
    ignoresBlankLines: options.has("ignore-blank-lines"),
    ignoredLines: linePattern(options.values("ignore-matching-lines")),
    functionLines: linePattern(functionTexts),
    context,
    horizon: Math.max(context, ...options.values("horizon-lines").map(horizonOf)),
    layout,
    groups: groupFormatsOf(options),
    palette: paletteOf(call),
    labels: options.values("label"),
    excluded: await excludedOf(call),
    switches: options.words,
    has: (...names) => options.has(...names),
  };
}

/** @throws UsageError */
function onlyOne(options: DiffOptions, name: "starting-file" | "from-file" | "to-file", shown: string): void {
  const [first, ...others] = options.values(name);
  const other = others.find((value) => value !== first);
  if (other !== undefined) throw new UsageError(`conflicting ${shown} option value '${other}'`);
}

function horizonOf(text: string): number {
  if (!/^\s*\+?\d+$/.test(text)) throw new UsageError(`invalid horizon length '${text}'`);
  return Number(text);
}

function whitespaceOf(options: DiffOptions): Whitespace {
  if (options.has("ignore-all-space")) return "all";
  if (options.has("ignore-space-change")) return "amount";
  const [trailing, tabs] = [options.has("ignore-trailing-space"), options.has("ignore-tab-expansion")];
  return trailing && tabs ? "tabs-and-trailing" : trailing ? "trailing" : tabs ? "tabs" : "significant";
}

/** Lines that match any of basic regular expressions. @throws Failure */
function linePattern(texts: readonly string[]): LinePattern | undefined {
  if (texts.length === 0) return undefined;
  const options = { syntax: "basic", ignoreCase: false, whole: undefined, keepsToLines: true } as const;
  for (const text of texts) {
    const pattern = posixPattern([text], options);
    if (pattern instanceof RegexSyntaxError) throw new Failure(`${text}: ${pattern.message}`);
  }
  const pattern = posixPattern(texts, options);
  if (pattern instanceof RegexSyntaxError) throw new Failure(`${texts.join("\\|")}: ${pattern.message}`);
  return pattern;
}

/** @throws Failure */
async function excludedOf(call: DiffCall): Promise<Pattern[]> {
  const { options } = call;
  const texts: string[] = [];
  for (const { name, value = "" } of options.all) {
    if (name === "exclude") texts.push(value);
    if (name === "exclude-from") texts.push(...(await patternsIn(call, value)));
  }
  const ignoreCase = options.last("ignore-file-name-case", "no-ignore-file-name-case") === "ignore-file-name-case";
  return texts.map((text) => compilePattern(text, { extglob: false, ignoreCase }));
}

async function patternsIn(call: DiffCall, file: string): Promise<string[]> {
  try {
    const fd = openInput(call, file);
    try {
      const text = decodeUtf8(await readAll(call.process, fd), "escape");
      return text.split("\n").flatMap((line) => line.trimEnd() || []);
    } finally {
      closeInput(call.process, fd);
    }
  } catch (error) {
    if (error instanceof SystemError) throw new Failure(`${file}: ${error.message}`);
    throw error;
  }
}
