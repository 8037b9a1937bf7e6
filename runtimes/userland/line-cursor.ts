import type { Process } from "../kernel/process.ts";
import { type LineBatch, linesOf } from "./program/lines.ts";

/** The lines of a descriptor one by one, for those who read two files side by side. */
export class LineCursor {
  /** The line that was read last; nothing at the end. */
  line: Uint8Array | undefined;
  readonly #batches: AsyncGenerator<LineBatch>;
  #lines: readonly Uint8Array[] = [];
  #at = 0;

  constructor(process: Process, fd: number, end: number) {
    this.#batches = linesOf(process, fd, end);
  }

  /** Goes on to the next line if it is at hand: most are, and need no turn of the event loop. */
  advance(): boolean {
    if (this.#at >= this.#lines.length) return false;
    this.line = this.#lines[this.#at++];
    return true;
  }

  /** Goes on to the next line, or to the end. */
  async read(): Promise<void> {
    if (this.advance()) return;
    const { value, done } = await this.#batches.next();
    this.#lines = done ? [] : value.lines;
    this.#at = 0;
    if (!this.advance()) this.line = undefined;
  }
}

/** By their bytes; what begins the other comes first. */
export function compareLines(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
