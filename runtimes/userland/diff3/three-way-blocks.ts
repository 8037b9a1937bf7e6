import type { Change } from "../diff/changes.ts";

/** Lines from one on up to before another, counted from 0. */
export type Range = readonly [start: number, end: number];

/**
 * Lines of three files that stand for each other, by the files' places: two that were compared with the third, the common one.
 */
interface ThreeWayBlock {
  readonly ranges: readonly [Range, Range, Range];
  /** Changes of which of the two comparisons are in it. */
  readonly changes: readonly [boolean, boolean];
}

/** Joins the changes of two files from a common one, where they touch each other. */
export function threeWayBlocks(first: readonly Change[], second: readonly Change[]): ThreeWayBlock[] {
  const threads = [first, second] as const;
  const next: [number, number] = [0, 0];
  const blocks: ThreeWayBlock[] = [];
  const current = (thread: 0 | 1): Change | undefined => threads[thread][next[thread]];
  for (;;) {
    const [a, b] = [current(0), current(1)];
    if (!a && !b) return blocks;
    const low: 0 | 1 = a && (!b || a.starts[1] <= b.starts[1]) ? 0 : 1;
    const used: [Change[], Change[]] = [[], []];
    let high = low;
    const take = (thread: 0 | 1): number => {
      const change = current(thread);
      if (change) used[thread].push(change);
      next[thread]++;
      return change?.ends[1] ?? 0;
    };
    let end = take(low);
    for (;;) {
      const other: 0 | 1 = high === 0 ? 1 : 0;
      const change = current(other);
      if (!change || change.starts[1] > end) break;
      const otherEnd = take(other);
      if (otherEnd > end) [high, end] = [other, otherEnd];
    }
    const common = [used[low][0]?.starts[1] ?? 0, end] as const;
    blocks.push({
      ranges: [rangeIn(0, used[0], common, blocks.at(-1)), rangeIn(1, used[1], common, blocks.at(-1)), common],
      changes: [used[0].length > 0, used[1].length > 0],
    });
  }
}

/** The lines of a file that stand for common ones: its changes tell it, or how far both were apart before. */
function rangeIn(file: 0 | 1, changes: readonly Change[], common: Range, last: ThreeWayBlock | undefined): Range {
  const [first, final] = [changes[0], changes.at(-1)];
  if (first && final) return [common[0] - first.starts[1] + first.starts[0], common[1] - final.ends[1] + final.ends[0]];
  const shift = last ? last.ranges[file][1] - last.ranges[2][1] : 0;
  return [common[0] + shift, common[1] + shift];
}
