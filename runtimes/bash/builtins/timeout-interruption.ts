import type { Interruption } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";

/** Interrupts a wait when its time is over, beside what interrupts the process. */
export class TimeoutInterruption implements Interruption {
  readonly #process: Process;
  readonly #callbacks = new Set<() => void>();
  isOver = false;

  constructor(process: Process) {
    this.#process = process;
  }

  get isInterrupted(): boolean {
    return this.isOver || this.#process.interruption.isInterrupted;
  }

  get isFinal(): boolean {
    return this.#process.interruption.isFinal;
  }

  get error(): Error {
    return this.isOver && !this.isFinal ? new SystemError("EINTR") : this.#process.interruption.error;
  }

  onInterrupt(callback: () => void): () => void {
    if (this.isOver) {
      callback();
      return () => {};
    }
    const stop = this.#process.interruption.onInterrupt(callback);
    this.#callbacks.add(callback);
    return () => {
      stop();
      this.#callbacks.delete(callback);
    };
  }

  expire(): void {
    this.isOver = true;
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    for (const callback of callbacks) callback();
  }
}
