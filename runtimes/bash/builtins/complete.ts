/* `complete` and `compopt`: what they say is kept and shown, but nobody completes anything. */

import type { Shell } from "../execution/shell.ts";
import { quoteListed } from "../quoting.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, usageFailure } from "./failure.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

const VALUED = "oAGWFCXPS";
/** The order in which `complete -p` shows the options. */
const SHOWN = "oabcdefgjksuvAGWPSXFC";
/** What `complete` is said for, beside commands. */
const OTHERS: Readonly<Record<string, string>> = { D: "-D", E: "-E", I: "-I" };

export const complete = defineBuiltin({
  name: "complete",
  usage:
    "complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]",
  summary: "Says how arguments of commands are completed.",
  async run(shell, args, process) {
    const options = parseOptions(args, "abcdefgjksuvprDEIo:A:G:W:F:C:X:P:S:");
    const { completions } = shell.builtins;
    const names = namesOf(options);
    if (options.has("r")) {
      if (names.length === 0) completions.clear();
      for (const name of names) completions.delete(name);
      return 0;
    }
    if (options.given.length > 0 && !options.has("p")) {
      if (names.length === 0) throw usageFailure();
      for (const name of names) completions.set(name, wordsOf(options));
      return 0;
    }
    let status = 0;
    let text = "";
    for (const name of names.length > 0 ? names : [...completions.keys()]) {
      const words = completions.get(name);
      if (words !== undefined) text += `${["complete", ...words, name].join(" ")}\n`;
      else status = await unknown(shell, "complete", name);
    }
    return (await printOutput(shell, process, "complete", text)) || status;
  },
});

export const compopt = defineBuiltin({
  name: "compopt",
  usage: "compopt [-o|+o option] [-DEI] [name ...]",
  summary: "Changes how arguments of commands are completed.",
  async run(shell, args) {
    const options = parseOptions(args, "+o:DEI");
    const names = namesOf(options);
    if (names.length === 0) throw new BuiltinFailure("not currently executing completion function");
    let status = 0;
    for (const name of names) {
      const before = shell.builtins.completions.get(name);
      if (before === undefined) {
        status = await unknown(shell, "compopt", name);
        continue;
      }
      let words: readonly string[] = before;
      for (const { sign, value } of options.given.filter(({ letter }) => letter === "o")) {
        const others = withoutOption(words, value);
        words = sign === "-" ? ["-o", value, ...others] : others;
      }
      shell.builtins.completions.set(name, words);
    }
    return status;
  },
});

function withoutOption(words: readonly string[], option: string): string[] {
  return words.filter((word, at) => {
    if (word === "-o") return words[at + 1] !== option;
    return word !== option || words[at - 1] !== "-o";
  });
}

function namesOf(options: Options): string[] {
  const others = options.given.flatMap(({ letter }) => OTHERS[letter] ?? []);
  return [...others, ...options.operands];
}

function wordsOf(options: Options): string[] {
  const inOrder = options.given.toSorted((a, b) => SHOWN.indexOf(a.letter) - SHOWN.indexOf(b.letter));
  return inOrder.flatMap(({ letter, value }) => {
    if (OTHERS[letter] !== undefined) return [];
    return VALUED.includes(letter)
      ? [`-${letter}`, letter === "W" || letter === "X" ? quoteListed(value) : value]
      : [`-${letter}`];
  });
}

async function unknown(shell: Shell, builtin: string, name: string): Promise<number> {
  await shell.error(`${builtin}: ${name}: no completion specification`);
  return 1;
}
