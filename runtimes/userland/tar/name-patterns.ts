import { compilePattern, quotePattern } from "../../bash/expansion/pattern.ts";

/** How a pattern is compared with a name. */
export interface PatternManner {
  readonly hasWildcards: boolean;
  readonly isAnchored: boolean;
  readonly ignoreCase: boolean;
  readonly matchesSlash: boolean;
}

export const EXCLUDING: PatternManner = {
  hasWildcards: true,
  isAnchored: false,
  ignoreCase: false,
  matchesSlash: true,
};
export const MEMBERS: PatternManner = { hasWildcards: false, isAnchored: true, ignoreCase: false, matchesSlash: true };

/** Whether a pattern is one, or might have been meant as one. */
export function looksLikePattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** A pattern that also matches all below what it matches. */
export class NamePattern {
  readonly #isAnchored: boolean;
  readonly #fits: (text: string) => boolean;

  constructor(text: string, { hasWildcards, isAnchored, ignoreCase, matchesSlash }: PatternManner) {
    this.#isAnchored = isAnchored;
    const compile = (part: string) =>
      compilePattern(hasWildcards ? part : quotePattern(part), { extglob: false, ignoreCase });
    if (matchesSlash || !hasWildcards) {
      const pattern = compile(text);
      this.#fits = (name) => pattern.matches(name);
    } else {
      const patterns = text.split("/").map(compile);
      this.#fits = (name) => {
        const parts = name.split("/");
        return parts.length === patterns.length && patterns.every((one, index) => one.matches(parts[index] ?? ""));
      };
    }
  }

  matches(name: string): boolean {
    for (let start = 0; ; ) {
      if (this.#matchesFrom(name, start)) return true;
      const slash = this.#isAnchored ? -1 : name.indexOf("/", start);
      if (slash < 0) return false;
      start = slash + 1;
    }
  }

  #matchesFrom(name: string, start: number): boolean {
    for (let end = name.indexOf("/", start); end >= 0; end = name.indexOf("/", end + 1))
      if (end > start && this.#fits(name.slice(start, end))) return true;
    return this.#fits(name.slice(start));
  }
}

export const VERSION_CONTROL = [
  "CVS",
  ".cvsignore",
  "RCS",
  "SCCS",
  ".git",
  ".gitignore",
  ".gitattributes",
  ".gitmodules",
  ".svn",
  ".arch-ids",
  "{arch}",
  "=RELEASE-ID",
  "=meta-update",
  "=update",
  ".bzr",
  ".bzrignore",
  ".bzrtags",
  ".hg",
  ".hgignore",
  ".hgrags",
  "_darcs",
];
export const BACKUPS = [".#*", "*~", "#*#"];
