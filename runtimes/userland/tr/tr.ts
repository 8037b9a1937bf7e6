import { Failure } from "../program/failure.ts";
import { type GivenOptions, UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { checkTranslation } from "./checks.ts";
import { type CharacterSet, parseSet } from "./set.ts";

/*
 * https://www.gnu.org/software/coreutils/tr. Byte by byte, as GNU's, as its input comes: `tr -dc a-z < /dev/urandom | head -c 8`
 * ends.
 */

const OPTIONS = {
  complement: { letters: "cC", about: "take all characters that are not in SET1" },
  delete: { letters: "d", about: "delete them, and translate none" },
  "squeeze-repeats": { letters: "s", about: "print one of several that are alike, of the last SET" },
  "truncate-set1": { letters: "t", about: "make SET1 as long as SET2 first" },
} as const;

export const tr = program({
  name: "tr",
  usage: "[OPTION]... SET1 [SET2]",
  about:
    "Copies standard input, with the characters of SET1 translated into those of SET2. A SET has characters, ranges such as a-z, \\NNN (octal), \\\\ \\a \\b \\f \\n \\r \\t \\v, [:alpha:] and other classes, [=c=], and in SET2 [c*] and [c*NUMBER].",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  run: async ({ options, operands: sets, process, output }) => {
    const problem = checkOperands(sets, options);
    if (problem !== undefined) throw new UsageError(problem);
    const parsed: CharacterSet[] = [];
    for (const text of sets) {
      const set = parseSet(text);
      if (typeof set === "string") throw new Failure(set);
      parsed.push(set);
    }
    const [first = EMPTY, second] = parsed;
    if (first.fill) throw new Failure("the [c*] repeat construct may not appear in string1");
    const isComplement = options.has("complement");
    const from = isComplement ? complementOf(first.members) : first.members;
    const deletes = options.has("delete");
    const truncates = options.has("truncate-set1");
    if (second && !deletes) checkTranslation({ first, from, second, isComplement, truncates });
    if (second?.fill && deletes) throw new Failure("the [c*] construct may appear in string2 only when translating");
    const table = deletes ? undefined : mapping(from, second, truncates);
    const squeezed = options.has("squeeze-repeats") ? new Set(second ? extend(second, from.length) : from) : undefined;
    const deleted = deletes ? new Set(from) : undefined;
    let last = -1;
    for (let chunk = await process.read(0); chunk.length > 0; chunk = await process.read(0)) {
      const out = new Uint8Array(chunk.length);
      let used = 0;
      for (const byte of chunk) {
        if (deleted?.has(byte)) continue;
        const mapped = table?.[byte] ?? byte;
        if (mapped === last && squeezed?.has(mapped)) continue;
        out[used++] = mapped;
        last = mapped;
      }
      output.put(out.subarray(0, used));
      await output.flush();
    }
  },
});

const EMPTY: CharacterSet = { members: [], fill: undefined, classes: [], hasEquivalence: false };

function checkOperands(sets: readonly string[], options: GivenOptions<keyof typeof OPTIONS>): string | undefined {
  const [first, second, third] = sets;
  if (first === undefined) return "missing operand";
  const deletes = options.has("delete");
  const squeezes = options.has("squeeze-repeats");
  if (second === undefined && deletes && squeezes)
    return `missing operand after ${quoted(first)}\nTwo strings must be given when both deleting and squeezing repeats.`;
  if (second === undefined && !deletes && !squeezes)
    return `missing operand after ${quoted(first)}\nTwo strings must be given when translating.`;
  if (second !== undefined && deletes && !squeezes)
    return `extra operand ${quoted(second)}\nOnly one string may be given when deleting without squeezing repeats.`;
  return third === undefined ? undefined : `extra operand ${quoted(third)}`;
}

function complementOf(members: readonly number[]): number[] {
  const excluded = new Set(members);
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !excluded.has(byte));
}

/** A set with its `[c*]` filled up, or its last character repeated, to a length. */
function extend({ members, fill }: CharacterSet, length: number): number[] {
  const missing = length - members.length;
  if (missing <= 0) return [...members];
  if (fill) {
    const filler = Array<number>(missing).fill(fill.byte);
    return [...members.slice(0, fill.at), ...filler, ...members.slice(fill.at)];
  }
  return [...members, ...Array<number>(missing).fill(members.at(-1) ?? 0)];
}

function mapping(from: readonly number[], to: CharacterSet | undefined, truncates: boolean): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  if (!to) return table;
  const target = truncates && !to.fill ? [...to.members] : extend(to, from.length);
  for (const [index, byte] of from.entries()) {
    const mapped = target[index];
    if (mapped !== undefined) table[byte] = mapped;
  }
  return table;
}
