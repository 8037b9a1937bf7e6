import { once } from "node:events";
import type { Writable } from "node:stream";
import { Spool } from "./spool.ts";

/** Takes lines in any order and writes them in theirs, each as soon as those before it are written. */
export class OrderedWriter implements Disposable {
  readonly #sink: Writable;
  readonly #early: Spool;
  #next = 0;
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #fault: Error | undefined;
  readonly #onFault: () => void;

  /**
   * @param maxHeldChars lines that can't be written yet are kept in memory up to this, and in a temporary file beyond it
   * @param onFault called once if lines can't be written; what comes later goes nowhere
   */
  constructor(sink: Writable, maxHeldChars: number, onFault: () => void) {
    this.#sink = sink;
    this.#early = new Spool(maxHeldChars);
    this.#onFault = onFault;
    sink.on("error", (error) => this.#fail(error));
  }

  /** Why lines could not be written, if they could not. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  put(index: number, line: string): void {
    if (this.#fault) return;
    try {
      this.#early.put(index, line);
    } catch (error) {
      this.#fail(error);
    }
    if (!this.#isWriting) this.#written = this.#writeDue();
  }

  /** Resolves when all lines that are due have been handed over. */
  async flush(): Promise<void> {
    while (this.#isWriting) await this.#written;
  }

  [Symbol.dispose](): void {
    this.#early[Symbol.dispose]();
  }

  async #writeDue(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let due = this.#takeDue(); due !== undefined; due = this.#takeDue()) {
        this.#next++;
        // A slow reader is waited for, so that what it hasn't read yet stays in the spool.
        if (!this.#sink.write(`${due}\n`)) await once(this.#sink, "drain");
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#isWriting = false;
  }

  #takeDue(): string | undefined {
    return this.#fault ? undefined : this.#early.take(this.#next);
  }

  #fail(error: unknown): void {
    if (this.#fault) return;
    this.#fault = error instanceof Error ? error : new Error(String(error));
    this.#onFault();
  }
}
