import { blake2b, blake2s } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, ripemd160, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from "@noble/hashes/sha3.js";

/** A digest that takes its input bit by bit. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): Digest;
}

const HASHES = {
  blake2b512: blake2b,
  blake2s256: blake2s,
  md5,
  ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  "sha512-224": sha512_224,
  "sha512-256": sha512_256,
  "sha3-224": sha3_224,
  "sha3-256": sha3_256,
  "sha3-384": sha3_384,
  "sha3-512": sha3_512,
  shake128,
  shake256,
} as const;

export const HASH_NAMES: readonly string[] = Object.keys(HASHES);

export type Hash = (typeof HASHES)[keyof typeof HASHES];

/** @returns nothing for a name that OpenSSL would not know either, or that is not here */
export function hashNamed(name: string): Hash | undefined {
  const normal = name
    .toLowerCase()
    .replace(/^rsa-/, "")
    .replace(/^sha-(?=\d)/, "sha")
    .replace("/", "-");
  if (normal === "rmd160" || normal === "ripemd") return ripemd160;
  return Object.hasOwn(HASHES, normal) ? HASHES[normal as keyof typeof HASHES] : undefined;
}

/** @param outputLength for those that can have any */
export function createDigest(hash: Hash, outputLength?: number): Digest {
  if (outputLength !== undefined && (hash === shake128 || hash === shake256))
    return hash.create({ dkLen: outputLength }) as unknown as Digest;
  return hash.create() as unknown as Digest;
}

export function createKeyedDigest(hash: Hash, key: Uint8Array): Digest {
  return hmac.create(hash, key) as unknown as Digest;
}
