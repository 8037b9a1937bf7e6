/** What a program may say. */
export interface Dialect {
  /** Nothing beyond POSIX. */
  readonly isPosix: boolean;
  /** Nothing beyond the awk of Bell Labs. */
  readonly isTraditional: boolean;
}

export const GAWK: Dialect = { isPosix: false, isTraditional: false };

/** Words that mean something to gawk only. */
const OWN_KEYWORDS: ReadonlySet<string> = new Set(["BEGINFILE", "ENDFILE", "switch", "case", "default"]);
/** Functions that only gawk has. */
const OWN_BUILTINS: ReadonlySet<string> = new Set(
  "gensub strftime mktime systime asort asorti strtonum and or xor lshift rshift compl isarray typeof patsplit".split(
    " ",
  ),
);
const OWN_OPERATORS: ReadonlySet<string> = new Set(["**", "**=", "|&", "@"]);

/** Whether a word or an operator means nothing special. */
export function isUnknown({ isPosix, isTraditional }: Dialect, text: string): boolean {
  if (!isPosix && !isTraditional) return false;
  if (text === "func") return isPosix;
  if (text.startsWith("**")) return isPosix;
  return OWN_KEYWORDS.has(text) || OWN_BUILTINS.has(text) || OWN_OPERATORS.has(text);
}
