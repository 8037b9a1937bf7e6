import type { Interruption } from "./description.ts";
import type { ProcessEnded } from "./process.ts";
import { SystemError } from "./system-error.ts";

const NOTHING = (): void => {};

/** The interruption of one process, from the side that interrupts it. */
export class InterruptionSource implements Interruption {
  readonly #callbacks = new Set<() => void>();
  #isPending = false;
  #end: ProcessEnded | undefined;

  get isInterrupted(): boolean {
    return this.#isPending || this.#end !== undefined;
  }

  get isFinal(): boolean {
    return this.#end !== undefined;
  }

  /** Whether the process waits for something. */
  get isWaiting(): boolean {
    return this.#callbacks.size > 0;
  }

  get error(): Error {
    return this.#end ?? new SystemError("EINTR");
  }

  onInterrupt(callback: () => void): () => void {
    if (this.isInterrupted) {
      this.#isPending = false;
      callback();
      return NOTHING;
    }
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Gives up what the process waits for; if it waits for nothing, then its next wait. */
  interrupt(): void {
    if (this.#callbacks.size === 0) {
      this.#isPending = true;
      return;
    }
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    for (const callback of callbacks) callback();
  }

  end(error: ProcessEnded): void {
    this.#end ??= error;
    this.interrupt();
  }

  /** What was pending has been seen to. */
  clear(): void {
    this.#isPending = false;
  }
}

/**
 * Waits until `resume` or `fail` is called, or the process is interrupted.
 * @param begin starts the wait; the function it returns gives it up
 * @param givenUpFor whether signals with handlers interrupt it as well, or only what ends the process
 */
export function suspend<T>(
  interruption: Interruption,
  begin: (resume: (value: T) => void, fail: (error: Error) => void) => () => void,
  givenUpFor: "signals" | "end" = "signals",
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let stopListening = NOTHING;
    const finish = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      stopListening();
      settle();
    };
    const giveUp = begin(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    );
    const listen = (): void => {
      if (isOver) return;
      stopListening = interruption.onInterrupt(() => {
        if (givenUpFor === "end" && !interruption.isFinal) listen();
        else
          finish(() => {
            giveUp();
            reject(interruption.error);
          });
      });
    };
    listen();
  });
}
