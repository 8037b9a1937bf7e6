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
    return JSON.parse(json) as JsonValue;
  } catch {
    return undefined;
  }
}

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of json.replace(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
