/** The elements of an indexed array: sparse, and walked in the order of their indices. */
export class IndexedItems implements ReadonlyMap<number, string> {
  #items: Map<number, string>;
  #isSorted = true;
  #last: number;

  constructor(items: Iterable<readonly [number, string]> = []) {
    this.#items = new Map();
    this.#last = -1;
    for (const [index, text] of items) this.set(index, text);
  }

  static of(texts: readonly string[]): IndexedItems {
    const items = new IndexedItems();
    for (let index = 0; index < texts.length; index++) items.set(index, texts[index] ?? "");
    return items;
  }

  clone(): IndexedItems {
    const copy = new IndexedItems();
    copy.#items = new Map(this.#items);
    copy.#isSorted = this.#isSorted;
    copy.#last = this.#last;
    return copy;
  }

  get size(): number {
    return this.#items.size;
  }

  /** The highest index that is set, -1 if there is none. */
  get last(): number {
    return this.#last;
  }

  get(index: number): string | undefined {
    return this.#items.get(index);
  }

  has(index: number): boolean {
    return this.#items.has(index);
  }

  set(index: number, text: string): void {
    if (index > this.#last) this.#last = index;
    else if (!this.#items.has(index)) this.#isSorted = false;
    this.#items.set(index, text);
  }

  delete(index: number): boolean {
    const isThere = this.#items.delete(index);
    if (isThere && index === this.#last) {
      this.#last = -1;
      if (this.#isSorted) for (const other of this.#items.keys()) this.#last = other;
      else for (const other of this.#items.keys()) this.#last = Math.max(this.#last, other);
    }
    return isThere;
  }

  keys(): MapIterator<number> {
    return this.#sorted().keys();
  }

  values(): MapIterator<string> {
    return this.#sorted().values();
  }

  entries(): MapIterator<[number, string]> {
    return this.#sorted().entries();
  }

  [Symbol.iterator](): MapIterator<[number, string]> {
    return this.entries();
  }

  forEach(callback: (text: string, index: number, map: ReadonlyMap<number, string>) => void): void {
    for (const [index, text] of this.entries()) callback(text, index, this);
  }

  #sorted(): Map<number, string> {
    if (!this.#isSorted) {
      this.#items = new Map([...this.#items].sort((a, b) => a[0] - b[0]));
      this.#isSorted = true;
    }
    return this.#items;
  }
}
