import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";

/** Which of the names in a zip file are wanted: patterns, whose stars match slashes too. */
export class MemberMatch {
  readonly #wanted: readonly { readonly text: string; readonly pattern: Pattern }[];
  readonly #excluded: readonly { readonly text: string; readonly pattern: Pattern }[];
  readonly #found = new Set<string>();

  constructor(wanted: readonly string[], excluded: readonly string[], ignoreCase: boolean) {
    const compile = (text: string): Pattern => compilePattern(text, { extglob: false, ignoreCase });
    this.#wanted = wanted.map((text) => ({ text, pattern: compile(text) }));
    this.#excluded = excluded.map((text) => ({ text, pattern: compile(text) }));
  }

  has(name: string): boolean {
    let isWanted = this.#wanted.length === 0;
    for (const { text, pattern } of this.#wanted) {
      if (!pattern.matches(name)) continue;
      this.#found.add(text);
      isWanted = true;
      break;
    }
    const by = isWanted ? this.#excluded.find(({ pattern }) => pattern.matches(name)) : undefined;
    if (by) this.#found.add(by.text);
    return isWanted && !by;
  }

  /** What fits no name. */
  get unmatched(): readonly string[] {
    return this.#wanted.map(({ text }) => text).filter((text) => !this.#found.has(text));
  }

  /** What leaves out nothing. */
  get unmatchedExcludes(): readonly string[] {
    return this.#excluded.map(({ text }) => text).filter((text) => !this.#found.has(text));
  }
}
