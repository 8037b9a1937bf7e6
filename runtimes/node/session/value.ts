import type { Require } from "../bindings/binding.ts";

/** Kept from before programs run, which may replace it. */
const { stringify } = JSON;

type Inspect = (value: unknown) => string;

/** A value as JSON, if JSON can hold it, and as text: the same, or what the console would show. */
export function describeValue(
  value: unknown,
  maxChars: number,
  require: Require,
): { readonly json: string; readonly text: string } {
  if (value === undefined) return { json: "", text: "" };
  const { inspect } = require<{ inspect: Inspect }>("internal/util/inspect");
  const json = asJson(value);
  const isOpaque = json === undefined || (json === "{}" && inspect(value) !== "{}");
  const text = isOpaque ? inspect(value) : json;
  // The text is left one character longer than it may be, so that the host sees there was more.
  return { json: isOpaque || json.length > maxChars ? "" : json, text: text.slice(0, maxChars + 1) };
}

/** @returns nothing for a function, a circle, a bigint … */
function asJson(value: unknown): string | undefined {
  try {
    return stringify(value);
  } catch {
    return undefined;
  }
}
