import { settledWithin } from "../timing/within.ts";

/** How long the end of a backend waits for resets that run; a slot is reset before it is used again anyway. */
export const IDLE_WAIT_MS = 2_000;

/**
 * Which of a server's slots are known to be empty. A slot may hold what someone left there, so it is reset before its
 * first use, and again until that succeeds.
 */
export class SlotResets {
  readonly #reset: (slot: number) => Promise<void>;
  readonly #running = new Map<number, Promise<void>>();
  readonly #done = new Set<number>();

  constructor(reset: (slot: number) => Promise<void>) {
    this.#reset = reset;
  }

  begin(slot: number): void {
    this.#done.delete(slot);
    const running = (this.#running.get(slot) ?? Promise.resolve())
      .catch(() => {})
      .then(() => this.#reset(slot))
      .then(() => {
        if (this.#running.get(slot) === running) this.#done.add(slot);
      })
      .finally(() => {
        if (this.#running.get(slot) === running) this.#running.delete(slot);
      });
    // Who uses the slot next is told.
    running.catch(() => {});
    this.#running.set(slot, running);
  }

  /** Resolves when the slot holds nothing but what was put there since its last reset. Rejects if it can't be reset. */
  async prepare(slot: number): Promise<void> {
    if (!this.#done.has(slot) && !this.#running.has(slot)) this.begin(slot);
    await this.#running.get(slot);
  }

  async idle(): Promise<void> {
    await settledWithin(IDLE_WAIT_MS, Promise.allSettled(this.#running.values()));
  }
}
