/*
 * The elements of an associative array, walked in the order of bash's hash table: scripts print `${!m[@]}`, and their output
 * then is the same. Buckets go up; within one the newest comes first; the table grows fourfold when it holds twice as many
 * elements as it has buckets (bash 5.2, hashlib.c).
 */

const FIRST_BUCKETS = 1024;

export class AssociativeItems implements ReadonlyMap<string, string> {
  #items: Map<string, string>;
  #walk: Map<string, string> | undefined;

  constructor(items: Iterable<readonly [string, string]> = []) {
    this.#items = new Map(items);
  }

  clone(): AssociativeItems {
    return new AssociativeItems(this.#items);
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string): string | undefined {
    return this.#items.get(key);
  }

  has(key: string): boolean {
    return this.#items.has(key);
  }

  set(key: string, text: string): void {
    this.#items.set(key, text);
    this.#walk = undefined;
  }

  delete(key: string): boolean {
    this.#walk = undefined;
    return this.#items.delete(key);
  }

  /** As they were inserted, from which the table can be made again. */
  get inserted(): readonly (readonly [string, string])[] {
    return [...this.#items];
  }

  keys(): MapIterator<string> {
    return this.#ordered().keys();
  }

  values(): MapIterator<string> {
    return this.#ordered().values();
  }

  entries(): MapIterator<[string, string]> {
    return this.#ordered().entries();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(callback: (text: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [key, text] of this.entries()) callback(text, key, this);
  }

  #ordered(): Map<string, string> {
    this.#walk ??= inTableOrder(this.#items);
    return this.#walk;
  }
}

interface Entry {
  readonly key: string;
  readonly text: string;
  readonly hash: number;
}

function inTableOrder(items: ReadonlyMap<string, string>): Map<string, string> {
  let size = FIRST_BUCKETS;
  let buckets = new Map<number, Entry[]>();
  let count = 0;
  for (const [key, text] of items) {
    if (count >= size * 2) {
      size *= 4;
      buckets = grown(buckets, size);
    }
    put(buckets, { key, text, hash: hashOf(key) }, size);
    count++;
  }
  const ordered = new Map<string, string>();
  for (const bucket of [...buckets.keys()].sort((a, b) => a - b)) {
    const entries = buckets.get(bucket) ?? [];
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i];
      if (entry) ordered.set(entry.key, entry.text);
    }
  }
  return ordered;
}

/** Each list has its newest entry at its end. */
function put(buckets: Map<number, Entry[]>, entry: Entry, size: number): void {
  const bucket = entry.hash & (size - 1);
  const entries = buckets.get(bucket);
  if (entries) entries.push(entry);
  else buckets.set(bucket, [entry]);
}

function grown(buckets: Map<number, Entry[]>, size: number): Map<number, Entry[]> {
  const larger = new Map<number, Entry[]>();
  for (const bucket of [...buckets.keys()].sort((a, b) => a - b)) {
    for (const entry of (buckets.get(bucket) ?? []).reverse()) put(larger, entry, size);
  }
  return larger;
}

/** FNV-1 over the bytes, which C takes as signed. */
function hashOf(key: string): number {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit < 0x80) {
      hash = Math.imul(hash, 16777619) ^ unit;
      continue;
    }
    for (const byte of bytesAt(key, i)) hash = Math.imul(hash, 16777619) ^ ((byte << 24) >> 24);
    if (unit >= 0xd800 && unit < 0xdc00) i++;
  }
  return hash;
}

function bytesAt(text: string, at: number): number[] {
  const code = text.codePointAt(at) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}
