import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import type { DiffOptions } from "./diff-options.ts";
import type { DiffStyle } from "./diff-style.ts";

/** How lines are laid out. */
export interface Layout {
  readonly tabWidth: number;
  readonly expandsTabs: boolean;
  /** Whether a tab, not a space, is between a mark and its line. */
  readonly hasInitialTab: boolean;
  /** Whether empty lines have nothing behind their mark. */
  readonly trimsEmptyLines: boolean;
  /** How wide each side is in two columns, and where the second begins. */
  readonly halfWidth: number;
  readonly secondColumn: number;
}

const DEFAULT_TAB_WIDTH = 8;
const DEFAULT_WIDTH = 130;
const MIN_GUTTER = 3;
/** Contexts that are longer are all the same. */
const MAX_CONTEXT = 2 ** 40;

/** @throws UsageError, Failure */
export function layoutOf(options: DiffOptions): Layout {
  const tabWidth = onlyNumber(options, "tabsize") ?? DEFAULT_TAB_WIDTH;
  const width = onlyNumber(options, "width") ?? DEFAULT_WIDTH;
  const expandsTabs = options.has("expand-tabs");
  return {
    tabWidth,
    expandsTabs,
    hasInitialTab: options.has("initial-tab"),
    trimsEmptyLines: options.has("suppress-blank-empty"),
    ...columnsOf(width, expandsTabs ? 1 : tabWidth),
  };
}

/** The widest halves that fit, whose tabs are in line, with the widest gutter that then fits. */
function columnsOf(width: number, tabWidth: number): { readonly halfWidth: number; readonly secondColumn: number } {
  const widened = tabWidth + MIN_GUTTER;
  const isOdd = width % 2 === 1 && widened % 2 === 1;
  const unaligned = Math.floor(width / 2) + Math.floor(widened / 2) + (isOdd ? 1 : 0);
  const second = unaligned - (unaligned % tabWidth);
  const halfWidth = second <= MIN_GUTTER || width <= second ? 0 : Math.min(second - MIN_GUTTER, width - second);
  return { halfWidth, secondColumn: halfWidth === 0 ? width : second };
}

function onlyNumber(options: DiffOptions, name: "tabsize" | "width"): number | undefined {
  let number: number | undefined;
  for (const text of options.values(name)) {
    const value = numberOf(text);
    if (value === undefined || value === 0) throw new UsageError(`invalid ${name} '${text}'`);
    if (number !== undefined && number !== value) throw new Failure(`conflicting ${name} options`);
    number = value;
  }
  return number;
}

function numberOf(text: string): number | undefined {
  return /^\s*\+?\d+$/.test(text) ? Math.min(Number(text), MAX_CONTEXT) : undefined;
}

/**
 * How many lines of context are printed.
 * @param isImplied whether nothing asked for context but that functions are shown
 * @throws UsageError
 */
export function contextOf(options: DiffOptions, style: DiffStyle, isImplied: boolean, byDefault: number): number {
  let [context, old, isExplicit, isInDigits] = [0, -1, false, false];
  for (const { name, value, letter } of options.all) {
    if (name === "0") {
      const digit = Number(letter ?? "0");
      old = isInDigits ? Math.min(old * 10 + digit, MAX_CONTEXT) : digit;
      isInDigits = true;
      continue;
    }
    isInDigits = false;
    if (name === "c" || name === "u") context = Math.max(context, byDefault);
    if (name === "C" || name === "U" || name === "context" || name === "unified") {
      const lines = value === undefined ? byDefault : numberOf(value);
      if (lines === undefined) throw new UsageError(`invalid context length '${value}'`);
      context = Math.max(context, lines);
      isExplicit = true;
    }
  }
  if (isImplied && old < 0) context = byDefault;
  if (old >= 0 && (style === "context" || style === "unified") && (context < old || !isExplicit)) context = old;
  return context;
}
