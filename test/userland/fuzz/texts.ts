import type { Random } from "../../bash/fuzz/random.ts";

const WORDS = [
  "a",
  "b",
  "ab",
  "abc",
  "aab",
  "ba",
  "c",
  "Ab",
  "B",
  "x1",
  "10",
  "9",
  "2",
  "-3",
  "1.5",
  "007",
  "é",
  "foo",
  "foobar",
  "",
  "_",
  "a.b",
] as const;
const SEPARATORS = [" ", " ", " ", "  ", "\t", ",", ":", ", "] as const;
const ODD = [
  "a\\b",
  "$1",
  "*",
  "[x]",
  "a/b",
  "'",
  '"',
  "%s",
  "\u{1f600}",
  "ÿ",
  "\udcff",
  "\udce9",
  "\u0001",
  "a\u0000b",
  "\r",
] as const;

/** Random inputs of text programs, of few words, so that things are the same now and then. */
export class Texts {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  word(): string {
    const random = this.#random;
    return random.chance(93) ? random.pick(WORDS) : random.pick(ODD);
  }

  line(separator?: string): string {
    const random = this.#random;
    const words = random.several(0, 4, () => this.word());
    return words.reduce(
      (line, word, index) => (index === 0 ? word : `${line}${separator ?? random.pick(SEPARATORS)}${word}`),
      "",
    );
  }

  /** Lines; the last one may have no end. */
  text(separator?: string): string {
    const random = this.#random;
    const lines = random.several(0, random.chance(85) ? 6 : 14, () => this.line(separator));
    const text = lines.map((line) => `${line}\n`).join("");
    return random.chance(15) ? text.slice(0, -1) : text;
  }

  /** Two files, of which the second may be all but the first. */
  files(separator?: string): Readonly<Record<string, string>> {
    return { f: this.text(separator), g: this.text(separator) };
  }

  numbers(): string {
    const random = this.#random;
    const number = (): string =>
      random.pick(["", "", "-", "+", " "]) +
      random.pick([
        "0",
        "1",
        "2",
        "10",
        "9",
        "100",
        "1.5",
        "1.50",
        ".5",
        "1e3",
        "1K",
        "2M",
        "1k",
        "0x1f",
        "abc",
        "",
        "1,000",
        "007",
        "3 x",
      ]);
    return random.several(0, 8, () => `${number()}${random.pick(["", "", " a", "\tb"])}\n`).join("");
  }
}

/** Operands: files that there are, standard input, and now and then one that there isn't. */
export function fileOperands(random: Random): string[] {
  const kind = random.below(100);
  if (kind < 60) return ["f"];
  if (kind < 75) return ["f", "g"];
  if (kind < 85) return [];
  if (kind < 90) return ["-"];
  if (kind < 94) return ["f", "-"];
  return kind < 97 ? ["nofile", "f"] : ["."];
}
