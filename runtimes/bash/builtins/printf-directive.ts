/** A part of a format: text as it is, or what an argument is printed by. */
export interface Directive {
  readonly flags: string;
  /** `*`: the next argument. */
  readonly width: number | "*" | undefined;
  readonly precision: number | "*" | undefined;
  readonly conversion: string;
  /** What stands between the parentheses of `%(…)T`; empty for other conversions. */
  readonly timeFormat: string;
  readonly end: number;
}

export type DirectiveProblem =
  | { readonly problem: "incomplete"; readonly text: string }
  | { readonly problem: "conversion"; readonly text: string }
  | { readonly problem: "time"; readonly text: string; readonly end: number };

const MODIFIERS = "hjlLtz";
export const INTEGER_CONVERSIONS = "diouxX";
export const FLOAT_CONVERSIONS = "eEfFgGaA";

/** Reads what begins with the `%` at `at`. */
export function directiveAt(format: string, at: number): Directive | DirectiveProblem {
  let next = at + 1;
  while (next < format.length && "#'-+ 0".includes(format.charAt(next))) next++;
  const flags = format.slice(at + 1, next);
  const readNumber = (): number | "*" | undefined => {
    if (format.charAt(next) === "*") {
      next++;
      return "*";
    }
    const start = next;
    while (format.charAt(next) >= "0" && format.charAt(next) <= "9") next++;
    return start === next ? undefined : Number(format.slice(start, next));
  };
  const width = readNumber();
  let precision: number | "*" | undefined;
  if (format.charAt(next) === ".") {
    next++;
    precision = readNumber() ?? 0;
  }
  while (next < format.length && MODIFIERS.includes(format.charAt(next))) next++;
  const conversion = format.charAt(next);
  if (conversion === "") return { problem: "incomplete", text: format.slice(at) };
  if (conversion === "(") {
    const close = closingParenthesis(format, next);
    if (close === -1) return { problem: "time", text: "", end: next + 1 };
    if (format.charAt(close + 1) !== "T") return { problem: "time", text: format.charAt(close + 1), end: next + 1 };
    return { flags, width, precision, conversion: "T", timeFormat: format.slice(next + 1, close), end: close + 2 };
  }
  if (!`csbqQn${INTEGER_CONVERSIONS}${FLOAT_CONVERSIONS}`.includes(conversion))
    return { problem: "conversion", text: conversion };
  return { flags, width, precision, conversion, timeFormat: "", end: next + 1 };
}

function closingParenthesis(format: string, open: number): number {
  let depth = 0;
  for (let i = open; i < format.length; i++) {
    if (format.charAt(i) === "(") depth++;
    else if (format.charAt(i) === ")" && --depth === 0) return i;
  }
  return -1;
}
