import { md5 } from "@noble/hashes/legacy.js";

const DIGEST_BYTES = 16;

/** What makes one random order another. */
export interface RandomSeed {
  readonly bytes: Uint8Array;
  /** Whether the order of text is a locale's: then a NUL stands behind each text. */
  readonly endsTexts: boolean;
}

/**
 * The random order of keys, as GNU's sort makes it: by checksums of the seed and the key, so keys that are alike stay together.
 * @returns how two of them compare, by their numbers; 0 for those that are alike, or nearly never for others
 */
export function randomComparison(
  bytes: Uint8Array,
  from: Uint32Array,
  to: Uint32Array,
  seed: RandomSeed,
): (a: number, b: number) => number {
  const digests = new Uint8Array(from.length * DIGEST_BYTES);
  const started = md5.create().update(seed.bytes);
  for (let key = 0; key < from.length; key++) {
    const text = bytes.subarray(from[key], to[key]);
    const hash = started.clone().update(text);
    if (seed.endsTexts && text.length > 0 && text.at(-1) !== 0) hash.update(END);
    digests.set(hash.digest(), key * DIGEST_BYTES);
  }
  return (a, b) => {
    for (let at = 0; at < DIGEST_BYTES; at++) {
      const difference = (digests[a * DIGEST_BYTES + at] ?? 0) - (digests[b * DIGEST_BYTES + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

const END = Uint8Array.of(0);
