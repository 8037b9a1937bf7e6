import type { MaybePromise } from "../../kernel/description.ts";
import { type Box, MiddlePointFinder, type SearchLimits } from "./middle-point.ts";

export interface EditPathOptions {
  /** Whether the shortest way is found whatever it costs. */
  readonly isMinimal: boolean;
  readonly takesLongMatches: boolean;
  /** Called often while it is looked for. */
  checkpoint(): MaybePromise<void>;
}

/** What is cheaper than this is always searched for to the end. */
const MIN_MAX_COST = 4096;

/** Marks the elements of each sequence that the other has not, on a short way from one to the other. */
export async function markEdits(
  xs: Int32Array,
  ys: Int32Array,
  { isMinimal, takesLongMatches, checkpoint }: EditPathOptions,
  mark: { readonly deleted: (x: number) => void; readonly inserted: (y: number) => void },
): Promise<void> {
  const limits: SearchLimits = { maxCost: maxCostOf(xs.length + ys.length), takesLongMatches, checkpoint };
  const finder = new MiddlePointFinder(xs, ys, limits);
  const pending: (Box & { readonly isMinimal: boolean })[] = [
    { left: 0, right: xs.length, top: 0, bottom: ys.length, isMinimal },
  ];
  for (let part = pending.pop(); part; part = pending.pop()) {
    const box = withoutCommonEnds(part, xs, ys);
    const { left, right, top, bottom } = box;
    if (left === right) for (let y = top; y < bottom; y++) mark.inserted(y);
    else if (top === bottom) for (let x = left; x < right; x++) mark.deleted(x);
    else {
      const { x, y, isMinimalBefore, isMinimalAfter } = await finder.find(box, part.isMinimal);
      const before = { left, right: x, top, bottom: y, isMinimal: isMinimalBefore };
      const after = { left: x, right, top: y, bottom, isMinimal: isMinimalAfter };
      // The smaller part first, so that few wait.
      if (sizeOf(before) > sizeOf(after)) pending.push(before, after);
      else pending.push(after, before);
    }
  }
}

function sizeOf({ left, right, top, bottom }: Box): number {
  return right - left + bottom - top;
}

/** About the root of how many diagonals there are. */
function maxCostOf(length: number): number {
  let cost = 1;
  for (let rest = length + 3; rest !== 0; rest >>= 2) cost *= 2;
  return Math.max(MIN_MAX_COST, cost);
}

function withoutCommonEnds(box: Box, xs: Int32Array, ys: Int32Array): Box {
  let { left, right, top, bottom } = box;
  while (left < right && top < bottom && xs[left] === ys[top]) {
    left++;
    top++;
  }
  while (left < right && top < bottom && xs[right - 1] === ys[bottom - 1]) {
    right--;
    bottom--;
  }
  return { left, right, top, bottom };
}
