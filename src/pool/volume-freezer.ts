/** A slot's state that can be kept in a smaller form while nobody uses it. */
export interface Freezable {
  freeze(): void;
}

/** When no volume was used for so long, the main thread has time. */
const IDLE_MS = 250;
/** So many, those used last, stay as they are. */
const KEPT = 32;
/** No more than this are frozen in one go, so that whoever comes meanwhile does not wait. */
const SLICE = 64;

/** Freezes the volumes that were used longest ago, in pauses of work. */
export class VolumeFreezer {
  /** The one used longest ago first. */
  readonly #live = new Set<Freezable>();
  #usedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  used(record: Freezable): void {
    this.#live.delete(record);
    this.#live.add(record);
    this.#usedAtMs = performance.now();
    if (this.#live.size > KEPT) this.#timer ??= setTimeout(() => this.#look(), IDLE_MS).unref();
  }

  forget(record: Freezable): void {
    this.#live.delete(record);
  }

  #look(): void {
    this.#timer = undefined;
    const idleMs = performance.now() - this.#usedAtMs;
    if (idleMs >= IDLE_MS) this.#freezeSlice();
    if (this.#live.size <= KEPT) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, IDLE_MS - idleMs)).unref();
  }

  #freezeSlice(): void {
    let room = Math.min(SLICE, this.#live.size - KEPT);
    for (const record of this.#live) {
      if (room-- <= 0) return;
      this.#live.delete(record);
      record.freeze();
    }
  }
}
