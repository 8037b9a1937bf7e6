import { decodeUtf8 } from "../../web/encoding.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import type { Change } from "./changes.ts";
import type { ComparedText } from "./compared-text.ts";
import type { DiffSettings } from "./diff-settings.ts";
import { isBlank } from "./line-normal-form.ts";

export type Texts = readonly [ComparedText, ComparedText];

/** Changes that are printed together. */
export interface Hunk {
  readonly changes: readonly Change[];
  readonly starts: readonly [number, number];
  /** The lines behind the last ones. */
  readonly ends: readonly [number, number];
  readonly deletes: boolean;
  readonly inserts: boolean;
}

/** Tells which changes are of lines only that make no difference. */
export class TrivialChanges {
  readonly #texts: Texts;
  readonly #blankIsTrivial: boolean;
  readonly #countsSpaces: boolean;
  readonly #pattern: LinePattern | undefined;

  constructor(texts: Texts, { ignoresBlankLines, ignoredLines, rules: { whitespace } }: DiffSettings) {
    this.#texts = texts;
    this.#blankIsTrivial = ignoresBlankLines;
    this.#countsSpaces = whitespace === "significant" || whitespace === "tabs";
    this.#pattern = ignoredLines;
  }

  /** Whether there are any at all. */
  get mayBe(): boolean {
    return this.#blankIsTrivial || this.#pattern !== undefined;
  }

  has({ starts, ends }: Change): boolean {
    if (!this.mayBe) return false;
    return this.#texts.every((text, side) => {
      for (let line = starts[side] ?? 0; line < (ends[side] ?? 0); line++)
        if (!this.#isTrivial(text.line(line))) return false;
      return true;
    });
  }

  #isTrivial(line: Uint8Array): boolean {
    if (this.#blankIsTrivial && isBlank(line, this.#countsSpaces)) return true;
    return this.#pattern?.test(decodeUtf8(line, "escape")) ?? false;
  }
}

/** Each change by itself, without those that make no difference. */
export function singleHunks(changes: readonly Change[], trivial: TrivialChanges): Hunk[] {
  return changes.filter((change) => !trivial.has(change)).map((change) => hunkOf([change]));
}

/** Changes with less between them than they have context. */
export function contextHunks(changes: readonly Change[], trivial: TrivialChanges, context: number): Hunk[] {
  const hunks: Hunk[] = [];
  let group: Change[] = [];
  let isTrivial = true;
  const end = (): void => {
    if (!isTrivial) hunks.push(hunkOf(group));
    group = [];
    isTrivial = true;
  };
  for (const change of changes) {
    const isOneTrivial = trivial.has(change);
    const last = group.at(-1);
    const limit = isOneTrivial ? context : context * 2 + 1;
    if (last && change.starts[0] - last.ends[0] >= limit) end();
    group.push(change);
    if (!isOneTrivial) isTrivial = false;
  }
  if (group.length > 0) end();
  return hunks;
}

function hunkOf(changes: readonly Change[]): Hunk {
  const [first, last] = [changes[0], changes.at(-1)];
  return {
    changes,
    starts: first?.starts ?? [0, 0],
    ends: last?.ends ?? [0, 0],
    deletes: changes.some(({ starts, ends }) => ends[0] > starts[0]),
    inserts: changes.some(({ starts, ends }) => ends[1] > starts[1]),
  };
}

/** A hunk with the lines around it. */
export function withContext(
  { starts, ends }: Hunk,
  [a, b]: Texts,
  context: number,
): { readonly starts: readonly [number, number]; readonly ends: readonly [number, number] } {
  return {
    starts: [Math.max(0, starts[0] - context), Math.max(0, starts[1] - context)],
    ends: [Math.min(a.lineCount, ends[0] + context), Math.min(b.lineCount, ends[1] + context)],
  };
}

/** `a`, `d` or `c`. */
export function changeLetter({ deletes, inserts }: Hunk): string {
  return deletes ? (inserts ? "c" : "d") : "a";
}
