/** The lines of a tree. */
export interface Branches {
  readonly branch: string;
  readonly lastBranch: string;
  /** Beside what is in a directory that others follow. */
  readonly trunk: string;
  /** Around the lines of a row. */
  readonly before: string;
  readonly behind: string;
}

const NBSP = "\u00a0";
const PLAIN = { before: "", behind: "" };
const LINES: Branches = { branch: "├── ", lastBranch: "└── ", trunk: `│${NBSP}${NBSP} `, ...PLAIN };
const ASCII: Branches = { branch: "|-- ", lastBranch: "`-- ", trunk: "|   ", ...PLAIN };
const LATIN: Branches = { ...ASCII, lastBranch: "&middot;-- " };
/** In the character set for graphics of a terminal. */
const GRAPHICS: Branches = { branch: "tqq ", lastBranch: "mqq ", trunk: "x   ", before: "\x1b(0", behind: "\x1b(B" };

/** @param isGraphic whether a terminal is switched to its graphics */
export function branchesOf(
  env: ReadonlyMap<string, string>,
  charset: string | undefined,
  isGraphic: boolean,
): Branches {
  if (isGraphic) return GRAPHICS;
  const locale = env.get("LC_ALL") || env.get("LC_CTYPE") || env.get("LANG") || "C";
  const name = charset ?? env.get("TREE_CHARSET") ?? locale.replace(/^[^.]*\.?/, "");
  if (/^utf-?8$/i.test(name)) return LINES;
  return /^(?:iso-?8859-1|latin1)$/i.test(name) ? LATIN : ASCII;
}
