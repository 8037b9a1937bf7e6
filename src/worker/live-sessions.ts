import type { Session } from "../process/session.ts";

/** The sessions of a worker's slots, the least recently used first. */
export class LiveSessions {
  readonly #live = new Set<Session>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** To be called before each call of a session: beyond the limit others are ended. */
  use(session: Session): void {
    this.#live.delete(session);
    this.#live.add(session);
    for (const oldest of this.#live) {
      if (this.#live.size <= this.#max) return;
      this.end(oldest);
    }
  }

  end(session: Session): void {
    this.#live.delete(session);
    session[Symbol.dispose]();
  }
}
