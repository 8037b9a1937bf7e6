/**
 * Where the brackets of one text end. A bracket that isn't closed is read to the end of the text, and is a character then, as
 * is perhaps the next: what has been found out on the way is kept, so that no part is read for each of them.
 */
export class BracketEnds {
  readonly #text: string;
  readonly #closes = new Map<string, readonly number[]>();
  readonly #dead = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether a bracket that goes on at a place, not with its first element, is known not to be closed. */
  isDead(at: number): boolean {
    return this.#dead.has(at);
  }

  /** @param places at which elements of a bracket began that isn't closed */
  addDead(places: readonly number[]): void {
    for (const place of places) this.#dead.add(place);
  }

  /** Where `:]`, `.]` or `=]` comes next. @returns less than 0 if it doesn't */
  closeOf(kind: string, from: number): number {
    const closes = this.#closesOf(kind);
    let low = 0;
    let high = closes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((closes[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return closes[low] ?? -1;
  }

  #closesOf(kind: string): readonly number[] {
    const known = this.#closes.get(kind);
    if (known) return known;
    const closes: number[] = [];
    const close = `${kind}]`;
    for (let at = this.#text.indexOf(close); at >= 0; at = this.#text.indexOf(close, at + 1)) closes.push(at);
    this.#closes.set(kind, closes);
    return closes;
  }
}
