import type { UserProgram } from "../kernel/kernel.ts";
import { badOption, chunksOf, fail, programName } from "./input.ts";
import { type CharacterSet, parseSet } from "./tr-set.ts";

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  "--complement": "c",
  "--delete": "d",
  "--squeeze-repeats": "s",
  "--truncate-set1": "t",
};

/**
 * `tr [-cCdst] SET1 [SET2]`, byte by byte as GNU's, as its input comes: `tr -dc a-z < /dev/urandom | head -c 8` ends.
 * @param helping prints `--help` and `--version`
 */
export function tr(helping: UserProgram | undefined): UserProgram {
  return async (process, kernel) => {
    const options = new Set<string>();
    const sets: string[] = [];
    let endsOptions = false;
    for (const arg of process.args.slice(1)) {
      if (endsOptions || arg === "-" || !arg.startsWith("-")) {
        sets.push(arg);
        endsOptions = true;
      } else if (arg === "--") endsOptions = true;
      else if (arg === "--help" || arg === "--version") return helping ? helping(process, kernel) : 0;
      else if (arg.startsWith("--")) {
        const letter = LONG_OPTIONS[arg];
        if (letter === undefined) return badOption(process, arg);
        options.add(letter);
      } else {
        for (const letter of arg.slice(1)) {
          if (!"cCdst".includes(letter)) return badOption(process, letter);
          options.add(letter === "C" ? "c" : letter);
        }
      }
    }
    const problem = checkOperands(sets, options);
    if (problem !== undefined)
      return fail(process, `${problem}\nTry '${programName(process)} --help' for more information.`);
    const parsed: CharacterSet[] = [];
    for (const [index, text] of sets.entries()) {
      const set = parseSet(text, index);
      if (typeof set === "string") return fail(process, set);
      parsed.push(set);
    }
    const [first = { members: [], fill: undefined }, second] = parsed;
    const isComplement = options.has("c");
    const from = isComplement ? complementOf(first.members) : first.members;
    const deletes = options.has("d");
    if (second && !deletes && second.members.length === 0 && second.fill === undefined && !options.has("t"))
      return fail(process, "when not truncating set1, string2 must be non-empty");
    const table = deletes ? undefined : mapping(from, second, options.has("t"));
    const squeezed = options.has("s") ? new Set(second ? extend(second, from.length) : from) : undefined;
    const deleted = deletes ? new Set(from) : undefined;
    let last = -1;
    for await (const chunk of chunksOf(process, 0)) {
      const out = new Uint8Array(chunk.length);
      let used = 0;
      for (const byte of chunk) {
        if (deleted?.has(byte)) continue;
        const mapped = table?.[byte] ?? byte;
        if (mapped === last && squeezed?.has(mapped)) continue;
        out[used++] = mapped;
        last = mapped;
      }
      if (used > 0) await process.write(1, out.subarray(0, used));
    }
    return 0;
  };
}

function checkOperands(sets: readonly string[], options: ReadonlySet<string>): string | undefined {
  const [first, second, third] = sets;
  if (first === undefined) return "missing operand";
  const deletes = options.has("d");
  const squeezes = options.has("s");
  if (second === undefined && deletes && squeezes)
    return `missing operand after ‘${first}’\nTwo strings must be given when both deleting and squeezing repeats.`;
  if (second === undefined && !deletes && !squeezes)
    return `missing operand after ‘${first}’\nTwo strings must be given when translating.`;
  if (second !== undefined && deletes && !squeezes)
    return `extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.`;
  return third === undefined ? undefined : `extra operand ‘${third}’`;
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
  const target = truncates ? [...to.members] : extend(to, from.length);
  for (const [index, byte] of from.entries()) {
    const mapped = target[index];
    if (mapped !== undefined) table[byte] = mapped;
  }
  return table;
}
