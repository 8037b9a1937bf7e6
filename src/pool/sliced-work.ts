import type { Steps } from "../volume/steps.ts";

/** After so long others have their turn. */
const SLICE_MS = 5;

/** Work to be done in order, and in slices: between two of them, the event loop goes round. */
export class SlicedWork {
  readonly #waiting: Steps[] = [];
  #timer: NodeJS.Immediate | undefined;
  #isRunning = false;

  /** Whether some is left. */
  get isUnderWay(): boolean {
    return this.#waiting.length > 0;
  }

  /** Begins at once, unless other work comes first. What takes no longer than a slice is done when this returns. */
  add(work: Steps): void {
    this.#waiting.push(work);
    if (this.#waiting.length === 1) this.#run(performance.now() + SLICE_MS);
  }

  /** Does what is left, now. From within the work it does nothing: that goes on by itself. */
  finish(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  #run(untilMs: number): void {
    if (this.#isRunning) return;
    clearImmediate(this.#timer);
    this.#isRunning = true;
    try {
      for (let [work] = this.#waiting; work && performance.now() < untilMs; [work] = this.#waiting)
        if (work.next().done) this.#waiting.shift();
    } finally {
      this.#isRunning = false;
    }
    if (this.isUnderWay) this.#timer = setImmediate(() => this.#run(performance.now() + SLICE_MS));
  }
}
