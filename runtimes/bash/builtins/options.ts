import { HelpRequest, usageFailure } from "./failure.ts";

/** The options of a call, as they came, and what follows them. */
export class Options {
  /** `-x`, and `+x` where the builtin knows that; a later one of the same letter overrides. */
  readonly given: readonly { readonly sign: "-" | "+"; readonly letter: string; readonly value: string }[];
  readonly operands: readonly string[];

  constructor(given: Options["given"], operands: readonly string[]) {
    this.given = given;
    this.operands = operands;
  }

  has(letter: string): boolean {
    return this.given.some((option) => option.letter === letter && option.sign === "-");
  }

  hasPlus(letter: string): boolean {
    return this.given.some((option) => option.letter === letter && option.sign === "+");
  }

  /** @returns nothing if it isn't there */
  value(letter: string): string | undefined {
    return this.given.findLast((option) => option.letter === letter)?.value;
  }

  /** Which of these came last. */
  last(letters: string): string | undefined {
    return this.given.findLast((option) => letters.includes(option.letter))?.letter;
  }
}

/**
 * @param letters as getopt wants them: `a:` takes a value, `a;` takes one only if it stands in the same word;
 *   `+` in front: `+a` is an option as well
 * @throws BuiltinFailure with bash's message and the usage, HelpRequest
 */
export function parseOptions(args: readonly string[], letters: string): Options {
  const knowsPlus = letters.startsWith("+");
  const given: { sign: "-" | "+"; letter: string; value: string }[] = [];
  let index = 0;
  for (; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--") {
      index++;
      break;
    }
    if (word === "--help") throw new HelpRequest();
    const sign = word.charAt(0);
    if (word.length < 2 || !(sign === "-" || (sign === "+" && knowsPlus))) break;
    let at = 1;
    while (at < word.length) {
      const letter = word.charAt(at++);
      const known = letter === ":" || letter === ";" || letter === "+" ? -1 : letters.indexOf(letter);
      if (known === -1) throw usageFailure(`${sign}${letter}: invalid option`);
      const kind = letters.charAt(known + 1);
      let value = "";
      if (kind === ":") {
        if (at < word.length) value = word.slice(at);
        else {
          const next = args[++index];
          if (next === undefined) throw usageFailure(`${sign}${letter}: option requires an argument`);
          value = next;
        }
        at = word.length;
      } else if (kind === ";") {
        value = word.slice(at);
        at = word.length;
      }
      given.push({ sign, letter, value });
    }
  }
  return new Options(given, args.slice(index));
}
