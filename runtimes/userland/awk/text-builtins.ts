import { AwkError } from "./awk-error.ts";
import { FormatError, formatValues } from "./format.ts";
import type { Runtime } from "./runtime.ts";
import { lengthOfText, sliceText } from "./text-length.ts";
import { isNumeric, toNumber, type Value } from "./values.ts";

type Builtin = (runtime: Runtime, args: readonly Value[]) => Value;

export const TEXT_BUILTINS: Readonly<Record<string, Builtin>> = {
  index: (runtime, [text, part]) => {
    const whole = runtime.text(text);
    const at = whole.indexOf(runtime.text(part));
    return at <= 0 ? at + 1 : lengthOfText(whole.slice(0, at)) + 1;
  },
  substr: (runtime, [text, start, length]) =>
    substring(runtime.text(text), toNumber(start), length === undefined ? undefined : toNumber(length)),
  tolower: (runtime, [text]) => changeCase(runtime.text(text), (part) => part.toLowerCase()),
  toupper: (runtime, [text]) => changeCase(runtime.text(text), (part) => part.toUpperCase()),
  sprintf: (runtime, [format, ...values]) => formatted(runtime, format, values),
};

/** Positions count from 1; one before the text is its first, and parts of numbers don't count. */
function substring(text: string, start: number, length: number | undefined): string {
  const first = Math.max(1, Math.trunc(start));
  const end = length === undefined ? Number.POSITIVE_INFINITY : first + Math.trunc(length);
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  return sliceText(text, first - 1, Math.max(first, end) - 1);
}

/** Character by character: none becomes several. */
function changeCase(text: string, change: (part: string) => string): string {
  const changed = change(text);
  if (changed.length === text.length) return changed;
  return [...text].map((one) => (change(one).length === one.length ? change(one) : one)).join("");
}

/** @throws AwkError */
export function formatted(runtime: Runtime, format: Value, values: readonly Value[]): string {
  const source = runtime.text(format);
  if (!source.includes("%")) return source;
  try {
    return formatValues(
      source,
      values.map((value) => ({
        isNumeric: value !== undefined && isNumeric(value),
        number: () => toNumber(value),
        text: () => runtime.text(value),
      })),
    );
  } catch (error) {
    if (error instanceof FormatError) throw new AwkError(error.message);
    throw error;
  }
}
