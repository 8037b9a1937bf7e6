import type { Random } from "../../bash/fuzz/random.ts";

const ATOMS = ["a", "b", "c", "a", "b", "x", ".", "1", "é", "foo", "ab", "\\.", "_", " ", "-"] as const;
const BRACKETS = [
  "[abc]",
  "[^a]",
  "[a-c]",
  "[0-9]",
  "[[:alpha:]]",
  "[[:space:]]",
  "[^[:digit:]]",
  "[]a]",
  "[a-]",
  "[^]]",
  "[[:upper:]b]",
  "[é]",
] as const;
const WORD_ESCAPES = ["\\w", "\\W", "\\s", "\\b", "\\<", "\\>", "\\B", "\\S"] as const;
const INTERVALS = ["1", "2", "0,1", "1,2", "2,", ",1", "0", "1,3"] as const;

/** Random POSIX regular expressions; nearly all are valid. */
export class Regexes {
  readonly #random: Random;
  readonly #isExtended: boolean;
  readonly #hasBackReferences: boolean;
  #groups = 0;

  constructor(random: Random, isExtended: boolean, hasBackReferences = true) {
    this.#random = random;
    this.#isExtended = isExtended;
    this.#hasBackReferences = hasBackReferences;
  }

  /** How many groups the last one has. */
  get groups(): number {
    return this.#groups;
  }

  regex(): string {
    this.#groups = 0;
    const random = this.#random;
    if (random.chance(3)) return random.pick(["", "^", "$", "^$", ".*", "^.*$", "a*", "*", "\\n"]);
    const start = random.chance(15) ? "^" : "";
    return `${start}${this.#alternatives(2)}${random.chance(15) ? "$" : ""}`;
  }

  #alternatives(depth: number): string {
    const branches = this.#random.several(1, this.#random.chance(15) ? 2 : 1, () => this.#branch(depth));
    return branches.join(this.#isExtended ? "|" : "\\|");
  }

  #branch(depth: number): string {
    return this.#random.several(1, 3, () => this.#piece(depth)).join("");
  }

  #piece(depth: number): string {
    return `${this.#atom(depth)}${this.#random.chance(30) ? this.#repetition() : ""}`;
  }

  #repetition(): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 50) return "*";
    const mark = this.#isExtended ? "" : "\\";
    if (kind < 85) return `${mark}${random.pick(["+", "?"])}`;
    return `${mark}{${random.pick(INTERVALS)}${mark}}`;
  }

  #atom(depth: number): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 55) return random.pick(ATOMS);
    if (kind < 72) return random.pick(BRACKETS);
    if (kind < 80) return random.pick(WORD_ESCAPES);
    if (kind < 84 && this.#hasBackReferences && this.#groups > 0) return `\\${1 + random.below(this.#groups)}`;
    if (depth === 0 || kind < 86) return random.pick(ATOMS);
    const inner = this.#alternatives(depth - 1);
    this.#groups++;
    return this.#isExtended ? `(${inner})` : `\\(${inner}\\)`;
  }
}
