import { blake2b } from "@noble/hashes/blake2.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { Sm3 } from "./sm3.ts";

export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

export interface Algorithm {
  /** What `--tag` and messages call it. */
  readonly tag: string;
  readonly bits: number;
  /** Whether checksums may be shorter. */
  readonly hasLengths?: boolean;
  create(bits: number): Hash;
}

/** By the names that `cksum -a` has for them. */
export const ALGORITHMS = {
  md5: { tag: "MD5", bits: 128, create: () => md5.create() },
  sha1: { tag: "SHA1", bits: 160, create: () => sha1.create() },
  sha224: { tag: "SHA224", bits: 224, create: () => sha224.create() },
  sha256: { tag: "SHA256", bits: 256, create: () => sha256.create() },
  sha384: { tag: "SHA384", bits: 384, create: () => sha384.create() },
  sha512: { tag: "SHA512", bits: 512, create: () => sha512.create() },
  blake2b: { tag: "BLAKE2b", bits: 512, hasLengths: true, create: (bits) => blake2b.create({ dkLen: bits / 8 }) },
  sm3: { tag: "SM3", bits: 256, create: () => new Sm3() },
} as const satisfies Readonly<Record<string, Algorithm>>;
