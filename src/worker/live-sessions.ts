/** What lives in a worker for one slot: an interpreter, or a shell whose processes run on. */
export type LiveSession = Disposable;

/** The sessions of a worker's slots, the least recently used first. */
export class LiveSessions {
  /** The key of each session's slot. */
  readonly #live = new Map<LiveSession, number>();
  readonly #max: number;
  #slotsWithout: number[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** To be called before each call of a session: beyond the limit others are ended. */
  use(session: LiveSession, slotKey: number): void {
    this.#live.delete(session);
    this.#live.set(session, slotKey);
    for (const oldest of this.#live.keys()) {
      if (this.#live.size <= this.#max) return;
      this.end(oldest);
    }
  }

  end(session: LiveSession): void {
    const slotKey = this.#live.get(session);
    this.discard(session);
    if (slotKey !== undefined) this.noteEnd(slotKey);
  }

  /** For one that is used now, and so can't be ended for another. */
  takeOut(session: LiveSession): void {
    this.#live.delete(session);
  }

  /** A session of the slot is no more, which may have been taken out before. */
  noteEnd(slotKey: number): void {
    if (![...this.#live.values()].includes(slotKey)) this.#slotsWithout.push(slotKey);
  }

  /** Ends the session of a slot that is forgotten, and so is not told of by {@link takeSlotsWithout}. */
  discard(session: LiveSession): void {
    this.#live.delete(session);
    session[Symbol.dispose]();
  }

  /** Slots whose sessions have all ended since the last time. */
  takeSlotsWithout(): number[] {
    const slotKeys = this.#slotsWithout;
    this.#slotsWithout = [];
    return slotKeys;
  }
}
