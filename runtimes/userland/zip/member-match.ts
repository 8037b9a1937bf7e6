import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";

/** How patterns are read. */
export interface MatchManner {
  readonly ignoresCase?: boolean;
  /** Whether a star matches no slash, but two of them do. */
  readonly stopsAtSlashes?: boolean;
}

/** Which of the names in a zip file are wanted: patterns, whose stars match slashes too, if nothing else is said. */
export class MemberMatch {
  readonly #wanted: readonly { readonly text: string; readonly pattern: Pick<Pattern, "matches"> }[];
  readonly #excluded: readonly { readonly text: string; readonly pattern: Pick<Pattern, "matches"> }[];
  readonly #found = new Set<string>();

  constructor(wanted: readonly string[], excluded: readonly string[], manner: MatchManner = {}) {
    const { ignoresCase: ignoreCase = false, stopsAtSlashes = false } = manner;
    const compile = (text: string): Pick<Pattern, "matches"> =>
      stopsAtSlashes ? pathPattern(text, ignoreCase) : compilePattern(text, { extglob: false, ignoreCase });
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

const PIECE = /\\(?<escaped>.)|(?<stars>\*\*?)|(?<any>\?)|\[(?<negated>[!^]?)(?<set>\]?[^\]]*)\]|(?<other>.)/gsu;

function pathPattern(text: string, ignoreCase: boolean): Pick<Pattern, "matches"> {
  const source = text.replace(PIECE, (...found) => {
    const { escaped, stars, any, negated, set, other = "" } = found.at(-1) as Record<string, string | undefined>;
    if (stars !== undefined) return stars === "*" ? "[^/]*" : ".*";
    if (any !== undefined) return "[^/]";
    if (set !== undefined) return `[${negated ? "^" : ""}${set.replace(/[\\\]^[]/g, "\\$&")}]`;
    return (escaped ?? other).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  const regex = new RegExp(`^${source}$`, ignoreCase ? "siu" : "su");
  return { matches: (name) => regex.test(name) };
}
