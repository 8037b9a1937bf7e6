import type { Session } from "../machine/process/session.ts";

/** The sessions of a worker's slots, the least recently used first. */
export class LiveSessions {
  /** The key of each session's slot. */
  readonly #live = new Map<Session, number>();
  readonly #max: number;
  #slotsWithout: number[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** To be called before each call of a session: beyond the limit others are ended. */
  use(session: Session, slotKey: number): void {
    this.#live.delete(session);
    this.#live.set(session, slotKey);
    for (const oldest of this.#live.keys()) {
      if (this.#live.size <= this.#max) return;
      this.end(oldest);
    }
  }

  end(session: Session): void {
    const slotKey = this.#live.get(session);
    this.discard(session);
    if (slotKey !== undefined && ![...this.#live.values()].includes(slotKey)) this.#slotsWithout.push(slotKey);
  }

  /** Ends the session of a slot that is forgotten, and so is not told of by {@link takeSlotsWithout}. */
  discard(session: Session): void {
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
