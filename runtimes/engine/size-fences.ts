import { disguise, disguiseFunctions } from "./disguise.ts";

/*
 * Some of the engine's functions give the whole process up, isolate limits or not, when the list they make is longer
 * than a list can be (2²⁷ entries), or than the heap has room for at once. Each is replaced by one that compares lengths
 * first, and throws a RangeError where the list would be too long.
 */

/** Entries of a list that is made in one go: at eight bytes each, they fill the memory an isolate usually has. */
const MAX_ENTRIES = 1 << 25;
/** In a longer text nothing is counted, which would take as much memory again: it is taken for as full as it can be. */
const MAX_COUNTED_CHARS = 1 << 27;
/** What the parser has read of a list is kept outside the heap until the list is complete, and nothing ends it. */
const MAX_JSON_CHARS = 1 << 26;

type Callable = (...args: never[]) => unknown;

const { apply, ownKeys, getPrototypeOf } = Reflect;
const { isArray } = Array;
const { fill } = Array.prototype;
const { parse } = JSON;
const { indexOf, replace: replaceText, replaceAll, split: splitText } = String.prototype;
const { exec, [Symbol.match]: match, [Symbol.replace]: replace, [Symbol.split]: split } = RegExp.prototype;
const flags = Object.getOwnPropertyDescriptor(RegExp.prototype, "flags")?.get as () => string;
const sourceOf = Object.getOwnPropertyDescriptor(RegExp.prototype, "source")?.get as () => string;
const [Pattern, TooLarge, toText, toNumber] = [RegExp, RangeError, String, Number];

/** To be called before code of a guest's runs, and before anything keeps the functions that are replaced here. */
export function fenceSizes(): void {
  disguiseFunctions();
  replaceAt(Array.prototype, new ArrayFences());
  replaceAt(JSON, new JsonFences());
  replaceAt(String.prototype, new StringFences());
  replaceAt(RegExp.prototype, new PatternFences());
}

function replaceAt(target: object, fences: object): void {
  const natives = target as Record<string | symbol, Callable>;
  const replacements = getPrototypeOf(fences) as Record<string | symbol, Callable>;
  for (const name of ownKeys(replacements)) {
    const [native, fence] = [natives[name], replacements[name]];
    if (name === "constructor") continue;
    if (!native || !fence) throw new Error(`the engine has no ${String(name)}`);
    disguise(fence, native);
    natives[name] = fence;
  }
}

/* They are methods of classes because those are strict code in every bundle: `this` is what it was called with. */

class ArrayFences {
  fill(this: unknown, value: unknown, start?: number, end?: number): unknown {
    if (isArray(this) && this.length > MAX_ENTRIES) throw new TooLarge("Invalid array length");
    return apply(fill, this, [value, start, end]);
  }
}

class JsonFences {
  parse(this: unknown, text: unknown, reviver?: unknown): unknown {
    const json = isObject(text) ? toText(text) : text;
    if (typeof json === "string" && json.length > MAX_JSON_CHARS) throw new TooLarge("Invalid string length");
    return apply(parse, this, [json as string, reviver as undefined]);
  }
}

class StringFences {
  split(this: unknown, separator: unknown, limit?: number): unknown {
    // An object splits by itself, and a pattern has a fence of its own.
    if (isObject(separator) || separator === undefined || this === undefined || this === null)
      return apply(splitText, this, [separator as string, limit]);
    if (typeof this === "string" && this.length < MAX_ENTRIES)
      return apply(splitText, this, [separator as string, limit]);
    const text = toText(this);
    const between = toText(separator);
    if (text.length < MAX_ENTRIES) return apply(splitText, text, [between, limit]);
    const most = limit === undefined ? text.length : toNumber(limit) >>> 0;
    if (most > MAX_ENTRIES && occurrences(text, between) > MAX_ENTRIES) throw new TooLarge("Invalid array length");
    return apply(splitText, text, [between, most]);
  }

  replaceAll(this: unknown, pattern: unknown, replacement: unknown): unknown {
    const isShort = typeof this === "string" && this.length < MAX_ENTRIES;
    if (isShort || isObject(pattern) || this === undefined || this === null)
      return apply(replaceAll, this, [pattern as string, replacement as string]);
    const text = toText(this);
    const searched = toText(pattern);
    if (occurrences(text, searched) > MAX_ENTRIES) throw new TooLarge("Invalid string length");
    return apply(replaceAll, text, [searched, replacement as string]);
  }
}

class PatternFences {
  [Symbol.match](this: unknown, text: unknown): unknown {
    if (typeof text === "string" && text.length <= MAX_ENTRIES) return apply(match, this, [text]);
    const subject = isObject(this) ? toText(text) : "";
    if (subject.length > MAX_ENTRIES && isGlobal(this) && matches(this, subject) > MAX_ENTRIES)
      throw new TooLarge("Invalid array length");
    return apply(match, this, [subject]);
  }

  [Symbol.replace](this: unknown, text: unknown, replacement: unknown): unknown {
    if (typeof text === "string" && text.length < FEW_CHARS && !isLong(replacement))
      return apply(replace, this, [text, replacement as string]);
    const subject = isObject(this) ? toText(text) : "";
    const by = typeof replacement === "function" ? replacement : toText(replacement);
    // Each match becomes two entries, or as many as its replacement has parts.
    const parts = typeof by === "string" ? occurrences(by, "$") * 2 + 2 : 2;
    if (subject.length * parts > MAX_ENTRIES && isGlobal(this) && matches(this, subject) * parts > MAX_ENTRIES)
      throw new TooLarge("Invalid string length");
    return apply(replace, this, [subject, by as string]);
  }

  [Symbol.split](this: unknown, text: unknown, limit?: number): unknown {
    if (typeof text === "string" && text.length < FEW_CHARS) return apply(split, this, [text, limit]);
    const subject = isObject(this) ? toText(text) : "";
    const most = limit === undefined ? 2 ** 32 - 1 : toNumber(limit) >>> 0;
    if (most > MAX_ENTRIES && subject.length * (captures(this) + 1) > MAX_ENTRIES)
      if (matches(this, subject) * (captures(this) + 1) > MAX_ENTRIES) throw new TooLarge("Invalid array length");
    return apply(split, this, [subject, most]);
  }
}

/** A pattern has at most 2¹⁵ groups: in shorter texts they can't add up to too much. */
const FEW_CHARS = MAX_ENTRIES >> 15;
const MAX_SHORT_CHARS = 1 << 14;

function isLong(replacement: unknown): boolean {
  return typeof replacement === "string" ? replacement.length > MAX_SHORT_CHARS : typeof replacement !== "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** How often a text is in another, as far as it matters. */
function occurrences(text: string, searched: string): number {
  if (searched === "") return text.length + 1;
  const most = text.length / searched.length;
  if (text.length > MAX_COUNTED_CHARS) return most;
  let count = 0;
  for (let at = apply(indexOf, text, [searched]); at >= 0; count++) {
    if (count > MAX_ENTRIES) return count;
    at = apply(indexOf, text, [searched, at + searched.length]);
  }
  return count;
}

/** How often a pattern matches, as far as it matters. */
function matches(pattern: unknown, text: string): number {
  if (text.length > MAX_COUNTED_CHARS) return text.length;
  const counter = new Pattern(apply(sourceOf, pattern, []), `g${apply(replaceText, flagsOf(pattern), [/[gy]/g, ""])}`);
  let count = 0;
  for (let last = -1; count <= MAX_ENTRIES && apply(exec, counter, [text]); count++) {
    if (counter.lastIndex === last) counter.lastIndex++;
    last = counter.lastIndex;
  }
  return count;
}

function isGlobal(pattern: unknown): boolean {
  return apply(indexOf, flagsOf(pattern), ["g"]) >= 0;
}

function flagsOf(pattern: unknown): string {
  return apply(flags, pattern, []);
}

/** Groups, each of which is an entry for each match. */
function captures(pattern: unknown): number {
  const found = apply(exec, new Pattern(`${apply(sourceOf, pattern, [])}|`, flagsOf(pattern)), [""]);
  return found ? found.length - 1 : 0;
}
