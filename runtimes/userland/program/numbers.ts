import { Failure } from "./failure.ts";
import { UsageError } from "./options.ts";
import { quoted } from "./quoting.ts";

const POWERS = "KMGTPEZY";
const SIZE = /^\s*(?<digits>\+?\d+)(?<suffix>b|[KkMGTPEZY](?:B|iB)?|B)?$/;

/** Reads a count, perhaps with a suffix such as `K` (1024) or `kB` (1000). @returns nothing for another text */
export function parseSize(text: string): number | undefined {
  const { digits, suffix = "" } = SIZE.exec(text)?.groups ?? {};
  if (digits === undefined) return undefined;
  return Math.min(Number.MAX_SAFE_INTEGER, Number(digits) * multiplier(suffix));
}

function multiplier(suffix: string): number {
  if (suffix === "") return 1;
  if (suffix === "b") return 512;
  const power = POWERS.indexOf(suffix.charAt(0).toUpperCase()) + 1;
  return (suffix.endsWith("B") && !suffix.endsWith("iB") ? 1000 : 1024) ** power;
}

/** A whole number in a range, as `getopt` programs take it. @throws Failure `what: ‘text’` */
export function wholeNumber(text: string, what: string, minimum = 0, status?: number): number {
  const number = /^\s*[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new Failure(`${what}: ${quoted(text)}`, status);
  if (number < minimum) throw new Failure(`${what}: ${quoted(text)}: Numerical result out of range`, status);
  return Math.min(number, Number.MAX_SAFE_INTEGER);
}

/**
 * The word of a list that an option's value stands for; its beginning is enough. Words of one list mean the same.
 * @throws UsageError
 */
export function chooseWord(text: string, option: string, words: readonly (readonly string[])[]): string {
  for (const same of words) if (same.includes(text)) return same[0] ?? "";
  const fitting = text === "" ? [] : words.filter((same) => same.some((word) => word.startsWith(text)));
  if (fitting.length === 1) return fitting[0]?.[0] ?? "";
  const problem = fitting.length > 1 || text === "" ? "ambiguous" : "invalid";
  const valid = words.map((same) => `\n  - ${same.map(quoted).join(", ")}`).join("");
  throw new UsageError(`${problem} argument ${quoted(text)} for ${quoted(option)}\nValid arguments are:${valid}`, 1);
}
