/*
 * The middle of a shortest way from one sequence to another: E. Myers, An O(ND) Difference Algorithm and its Variations,
 * section 4.2. Diagonals are numbered by x - y. Where the search would be too dear, it ends with what looks best.
 */

import type { MaybePromise } from "../../kernel/description.ts";

/** A part of both sequences. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface MiddlePoint {
  readonly x: number;
  readonly y: number;
  /** Whether the way before and behind it is known to be one of the shortest: it then has to be found at all cost. */
  readonly isMinimalBefore: boolean;
  readonly isMinimalAfter: boolean;
}

export interface SearchLimits {
  /** Ways that cost more are not looked for. */
  readonly maxCost: number;
  /** Whether a long common part is good enough, for large files with small changes all over. */
  readonly takesLongMatches: boolean;
  /** Called often while the search goes on. */
  checkpoint(): MaybePromise<void>;
}

const LONG_MATCH = 20;
const MIN_COST_OF_LONG_MATCHES = 200;
const FAR = 0x7fffffff;
/** How many diagonals are looked at between checkpoints. */
const CHECKPOINT_STEPS = 50_000;

export class MiddlePointFinder {
  readonly #xs: Int32Array;
  readonly #ys: Int32Array;
  readonly #limits: SearchLimits;
  /** How far x comes on each diagonal, from the front and from the back. */
  readonly #forward: Int32Array;
  readonly #backward: Int32Array;
  /** Where diagonal 0 is. */
  readonly #zero: number;
  #forwardMin = 0;
  #forwardMax = 0;
  #backwardMin = 0;
  #backwardMax = 0;
  #hasLongMatch = false;
  #steps = 0;

  constructor(xs: Int32Array, ys: Int32Array, limits: SearchLimits) {
    this.#xs = xs;
    this.#ys = ys;
    this.#limits = limits;
    const diagonals = xs.length + ys.length + 3;
    this.#forward = new Int32Array(diagonals);
    this.#backward = new Int32Array(diagonals);
    this.#zero = ys.length + 1;
  }

  /**
   * @param box neither its first nor its last elements are the same
   * @param isMinimal whether the shortest way is looked for at all cost
   */
  async find(box: Box, isMinimal: boolean): Promise<MiddlePoint> {
    const { left, right, top, bottom } = box;
    const [start, end] = [left - top, right - bottom];
    this.#forwardMin = this.#forwardMax = start;
    this.#backwardMin = this.#backwardMax = end;
    this.#forward[start + this.#zero] = left;
    this.#backward[end + this.#zero] = right;
    const meetsForward = ((start - end) & 1) !== 0;
    for (let cost = 1; ; cost++) {
      this.#hasLongMatch = false;
      const meeting = this.#stepForward(box, meetsForward) ?? this.#stepBackward(box, !meetsForward);
      if (meeting) return { ...meeting, isMinimalBefore: true, isMinimalAfter: true };
      this.#steps += this.#forwardMax - this.#forwardMin + 1;
      if (this.#steps > CHECKPOINT_STEPS) {
        this.#steps = 0;
        await this.#limits.checkpoint();
      }
      if (isMinimal) continue;
      const long =
        this.#limits.takesLongMatches && cost > MIN_COST_OF_LONG_MATCHES && this.#hasLongMatch
          ? (this.#longMatchForward(box, cost) ?? this.#longMatchBackward(box, cost))
          : undefined;
      if (long) return long;
      if (cost >= this.#limits.maxCost) return this.#furthest(box);
    }
  }

  /** One edit more on each diagonal from the front. @returns where both searches meet */
  #stepForward(
    { left, right, top, bottom }: Box,
    mayMeet: boolean,
  ): { readonly x: number; readonly y: number } | undefined {
    const [xs, ys, forward, zero] = [this.#xs, this.#ys, this.#forward, this.#zero];
    if (this.#forwardMin > left - bottom) forward[--this.#forwardMin - 1 + zero] = -1;
    else this.#forwardMin++;
    if (this.#forwardMax < right - top) forward[++this.#forwardMax + 1 + zero] = -1;
    else this.#forwardMax--;
    for (let diagonal = this.#forwardMax; diagonal >= this.#forwardMin; diagonal -= 2) {
      const at = diagonal + zero;
      const below = forward[at - 1] ?? 0;
      const above = forward[at + 1] ?? 0;
      const from = below < above ? above : below + 1;
      let x = from;
      let y = x - diagonal;
      while (x < right && y < bottom && xs[x] === ys[y]) {
        x++;
        y++;
      }
      if (x - from > LONG_MATCH) this.#hasLongMatch = true;
      forward[at] = x;
      if (!mayMeet || diagonal < this.#backwardMin || diagonal > this.#backwardMax) continue;
      if ((this.#backward[at] ?? FAR) <= x) return { x, y };
    }
    return undefined;
  }

  #stepBackward(
    { left, right, top, bottom }: Box,
    mayMeet: boolean,
  ): { readonly x: number; readonly y: number } | undefined {
    const [xs, ys, backward, zero] = [this.#xs, this.#ys, this.#backward, this.#zero];
    if (this.#backwardMin > left - bottom) backward[--this.#backwardMin - 1 + zero] = FAR;
    else this.#backwardMin++;
    if (this.#backwardMax < right - top) backward[++this.#backwardMax + 1 + zero] = FAR;
    else this.#backwardMax--;
    for (let diagonal = this.#backwardMax; diagonal >= this.#backwardMin; diagonal -= 2) {
      const at = diagonal + zero;
      const below = backward[at - 1] ?? 0;
      const above = backward[at + 1] ?? 0;
      const from = below < above ? below : above - 1;
      let x = from;
      let y = x - diagonal;
      while (x > left && y > top && xs[x - 1] === ys[y - 1]) {
        x--;
        y--;
      }
      if (from - x > LONG_MATCH) this.#hasLongMatch = true;
      backward[at] = x;
      if (!mayMeet || diagonal < this.#forwardMin || diagonal > this.#forwardMax) continue;
      if (x <= (this.#forward[at] ?? -1)) return { x, y };
    }
    return undefined;
  }

  /** The end of the long match that came furthest for its cost. */
  #longMatchForward({ left, right, top, bottom }: Box, cost: number): MiddlePoint | undefined {
    let best = 0;
    let found: MiddlePoint | undefined;
    for (let diagonal = this.#forwardMax; diagonal >= this.#forwardMin; diagonal -= 2) {
      const drift = diagonal - (left - top);
      const x = this.#forward[diagonal + this.#zero] ?? 0;
      const y = x - diagonal;
      const progress = (x - left) * 2 - drift;
      if (progress <= 12 * (cost + Math.abs(drift)) || progress <= best) continue;
      if (x < left + LONG_MATCH || x >= right || y < top + LONG_MATCH || y >= bottom) continue;
      if (!this.#isMatch(x - LONG_MATCH, y - LONG_MATCH)) continue;
      best = progress;
      found = { x, y, isMinimalBefore: true, isMinimalAfter: false };
    }
    return found;
  }

  #longMatchBackward({ left, right, top, bottom }: Box, cost: number): MiddlePoint | undefined {
    let best = 0;
    let found: MiddlePoint | undefined;
    for (let diagonal = this.#backwardMax; diagonal >= this.#backwardMin; diagonal -= 2) {
      const drift = diagonal - (right - bottom);
      const x = this.#backward[diagonal + this.#zero] ?? 0;
      const y = x - diagonal;
      const progress = (right - x) * 2 + drift;
      if (progress <= 12 * (cost + Math.abs(drift)) || progress <= best) continue;
      if (x <= left || x > right - LONG_MATCH || y <= top || y > bottom - LONG_MATCH) continue;
      if (!this.#isMatch(x, y)) continue;
      best = progress;
      found = { x, y, isMinimalBefore: false, isMinimalAfter: true };
    }
    return found;
  }

  #isMatch(x: number, y: number): boolean {
    for (let count = 0; count < LONG_MATCH; count++) if (this.#xs[x + count] !== this.#ys[y + count]) return false;
    return true;
  }

  /** Where either search came furthest. */
  #furthest({ left, right, top, bottom }: Box): MiddlePoint {
    let [forwardSum, forwardX] = [-1, left];
    for (let diagonal = this.#forwardMax; diagonal >= this.#forwardMin; diagonal -= 2) {
      const reached = Math.min(this.#forward[diagonal + this.#zero] ?? 0, right);
      const x = Math.min(reached, bottom + diagonal);
      if (x * 2 - diagonal > forwardSum) [forwardSum, forwardX] = [x * 2 - diagonal, x];
    }
    let [backwardSum, backwardX] = [FAR, right];
    for (let diagonal = this.#backwardMax; diagonal >= this.#backwardMin; diagonal -= 2) {
      const reached = Math.max(this.#backward[diagonal + this.#zero] ?? 0, left);
      const x = Math.max(reached, top + diagonal);
      if (x * 2 - diagonal < backwardSum) [backwardSum, backwardX] = [x * 2 - diagonal, x];
    }
    if (right + bottom - backwardSum < forwardSum - (left + top))
      return { x: forwardX, y: forwardSum - forwardX, isMinimalBefore: true, isMinimalAfter: false };
    return { x: backwardX, y: backwardSum - backwardX, isMinimalBefore: false, isMinimalAfter: true };
  }
}
