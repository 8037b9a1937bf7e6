import { encodeUtf8 } from "../../web/encoding.ts";

/*
 * The order in which gawk goes through an array follows from how it keeps one: positive whole numbers in one table, other texts
 * in a hash table whose chains begin with what was added last, and which grows in these steps.
 */

const TABLE_SIZES = [
  13, 127, 1021, 8191, 131_071, 1_048_573, 8_388_593, 16_777_213, 33_554_393, 67_108_859, 134_217_689, 268_435_399,
];
const MAX_CHAIN = 2;
const INTEGER = /^(?:0|-?[1-9]\d{0,17})$/;

/** @param keys in the order in which they were added */
export function orderOfKeys(keys: readonly string[]): string[] {
  if (keys.length <= 1) return [...keys];
  // The first key decides: what begins with a text keeps all as texts.
  if (!INTEGER.test(keys[0] ?? "")) return orderOfTexts(keys);
  const integers = keys.filter((key) => INTEGER.test(key)).map(Number);
  const isAscending = integers.every((key, at) => at === 0 || key > (integers[at - 1] ?? 0));
  if (!isAscending) integers.sort((a, b) => a - b);
  const texts = integers.length === keys.length ? [] : orderOfTexts(keys.filter((key) => !INTEGER.test(key)));
  return [...texts, ...integers.map(String)];
}

interface Entry {
  readonly key: string;
  readonly hash: number;
  next: Entry | undefined;
}

function orderOfTexts(keys: readonly string[]): string[] {
  let sizeAt = 0;
  let buckets: (Entry | undefined)[] = new Array(TABLE_SIZES[0]);
  for (const [count, key] of keys.entries()) {
    if (Math.floor((count + 1) / buckets.length) > MAX_CHAIN && sizeAt + 1 < TABLE_SIZES.length)
      buckets = grown(buckets, TABLE_SIZES[++sizeAt] ?? 0);
    add(buckets, { key, hash: hashOf(key), next: undefined });
  }
  const order: string[] = [];
  for (const first of buckets) for (let entry = first; entry; entry = entry.next) order.push(entry.key);
  return order;
}

function add(buckets: (Entry | undefined)[], entry: Entry): void {
  const at = entry.hash % buckets.length;
  entry.next = buckets[at];
  buckets[at] = entry;
}

function grown(buckets: readonly (Entry | undefined)[], size: number): (Entry | undefined)[] {
  const larger: (Entry | undefined)[] = new Array(size);
  for (const first of buckets) {
    let entry = first;
    while (entry) {
      const { next } = entry;
      add(larger, entry);
      entry = next;
    }
  }
  return larger;
}

function hashOf(key: string): number {
  let hash = 0;
  // Bytes are signed, as characters are in C.
  for (const byte of new Int8Array(encodeUtf8(key))) hash = (byte + Math.imul(hash, 65_599)) >>> 0;
  return hash;
}
