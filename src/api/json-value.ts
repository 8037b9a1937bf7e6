/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** What is nested deeper can't be copied between threads, or be written as JSON again, without exhausting a stack. */
const MAX_DEPTH = 500;

/** Parses what a guest says is JSON. @returns nothing for what isn't, is too long or is nested too deep */
export function parseJsonValue(json: string, maxChars: number): JsonValue | undefined {
  if (json === "" || json.length > maxChars || depthOf(json) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(json, asFinite) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Numbers too large for a double would come out as Infinity, which JSON can't hold. */
function asFinite(_name: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("no number JSON can hold");
  return value;
}

/** In one pass, whatever the text: an expression for strings takes the square of its length over quotes that never close. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (isInString) {
      if (char === "\\") at++;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth--;
  }
  return deepest;
}
