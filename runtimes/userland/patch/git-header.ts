import type { Absence, Side } from "./patch-header.ts";

/** What the lines of git's headers say. */
export interface GitState {
  isGit: boolean;
  /** Whether there was one that does something without any hunk. */
  hasExtended: boolean;
  readonly absences: Record<Side, Absence>;
  readonly modes: Record<Side, number>;
  readonly renames: Record<Side, boolean>;
  readonly copies: Record<Side, boolean>;
}

/** What an object of git's is called that has no content. */
const EMPTY_OBJECT = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

/** Notes what a line says. @returns whether it is one of git's */
export function gitHeaderLine(line: string, state: GitState): boolean {
  const [, verb, rest = ""] =
    /^(index|(?:old|new|deleted file|new file) mode|rename (?:from|to)|copy (?:from|to)) (.*)$/s.exec(line) ?? [];
  switch (verb) {
    case undefined:
      return false;
    case "index":
      return noteObjects(rest, state);
    case "old mode":
      state.modes.old = modeOf(rest);
      break;
    case "new mode":
      state.modes.new = modeOf(rest);
      break;
    case "deleted file mode":
      state.modes.old = modeOf(rest);
      state.absences.new = 2;
      break;
    case "new file mode":
      state.modes.new = modeOf(rest);
      state.absences.old = 2;
      break;
    default: {
      const side = verb.endsWith("from") ? "old" : "new";
      (verb.startsWith("rename") ? state.renames : state.copies)[side] = true;
    }
  }
  state.hasExtended = true;
  return true;
}

function noteObjects(text: string, state: GitState): true {
  const [, old, now, rest = ""] = /^([0-9a-f]+)\.\.([0-9a-f]+)(?:[\t-\r ](.*))?$/s.exec(text) ?? [];
  if (old === undefined || now === undefined) return true;
  state.absences.old = absenceOfObject(old);
  state.absences.new = absenceOfObject(now);
  const mode = rest.replace(/^[\t-\r ]+/, "");
  if (mode !== "") state.modes.old = state.modes.new = modeOf(mode);
  state.hasExtended = true;
  return true;
}

function absenceOfObject(name: string): Absence {
  if (/^0+$/.test(name)) return 2;
  return EMPTY_OBJECT.startsWith(name) ? 1 : 0;
}

/** @param timestamp that of a side whose range is empty */
export function absenceOf(timestamp: number | undefined): Absence {
  return timestamp === 0 ? 2 : 1;
}

function modeOf(text: string): number {
  return Number.parseInt(/^[\t-\r ]*([0-7]{6})\r?\n$/.exec(text)?.[1] ?? "0", 8);
}
