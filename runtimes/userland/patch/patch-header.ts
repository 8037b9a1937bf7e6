/** The forms of patches. Context diffs of the old form have headers without asterisks at their ends. */
export type PatchKind = "unified" | "context" | "old-context" | "normal" | "ed" | "git-binary";

export type Side = "old" | "new";
export type NameKind = Side | "index";

/** What a patch says of its file before its first hunk. */
export interface PatchHeader {
  readonly kind: PatchKind;
  /** Where the first hunk is. */
  readonly offset: number;
  readonly lineNumber: number;
  readonly indent: number;
  readonly dashes: number;
  readonly stripsCarriageReturns: boolean;
  readonly names: Readonly<Partial<Record<NameKind, string>>>;
  /** What stands behind the names. */
  readonly times: Readonly<Partial<Record<Side, string>>>;
  /** Milliseconds since the epoch, which is said of files that aren't there. */
  readonly timestamps: Readonly<Partial<Record<Side, number>>>;
  /** Whether a side seems to be empty, or not to be there. */
  readonly absences: Readonly<Record<Side, Absence>>;
  /** As git writes modes; 0 for none. */
  readonly modes: Readonly<Record<Side, number>>;
  readonly isGit: boolean;
  readonly isRename: boolean;
  readonly isCopy: boolean;
  /** A word that the file should have. */
  readonly revision: string | undefined;
}

/** 0: it is there; 1: it is empty; 2: it is not there. */
export type Absence = 0 | 1 | 2;

export function otherSide(side: Side): Side {
  return side === "old" ? "new" : "old";
}

/** The header of no patch at all, with which a file is only copied. */
export const EMPTY_HEADER: PatchHeader = {
  kind: "normal",
  offset: 0,
  lineNumber: 1,
  indent: 0,
  dashes: 0,
  stripsCarriageReturns: false,
  names: {},
  times: {},
  timestamps: {},
  absences: { old: 0, new: 0 },
  modes: { old: 0, new: 0 },
  isGit: false,
  isRename: false,
  isCopy: false,
  revision: undefined,
};
