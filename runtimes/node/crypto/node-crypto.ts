import { hkdf } from "@noble/hashes/hkdf.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import type { Require } from "../bindings/binding.ts";
import { asBytes } from "../bytes.ts";
import { codecNamed } from "../codecs.ts";
import { loop } from "../loop.ts";
import { createDigest, createKeyedDigest, type Digest, HASH_NAMES, type Hash, hashNamed } from "./digests.ts";
import { fillRandom, randomBelow, randomUUID } from "./random.ts";
import { webCrypto } from "./web-crypto.ts";

type Input = string | ArrayBufferView | ArrayBuffer;
type Callback = (error: unknown, value?: unknown) => void;

interface NodeBuffer {
  from(bytes: ArrayBufferLike, offset?: number, length?: number): Uint8Array & { toString(encoding: string): string };
}

const buffers = (): NodeBuffer => (globalThis as unknown as { Buffer: NodeBuffer }).Buffer;

export function asBuffer(bytes: Uint8Array) {
  return buffers().from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function bytesOf(input: Input, encoding?: string): Uint8Array {
  return typeof input === "string" ? codecNamed(encoding).encode(input) : asBytes(input);
}

function knownHash(name: string): Hash {
  const hash = hashNamed(String(name));
  if (hash) return hash;
  throw new Error("Digest method not supported");
}

function validDigest(name: string): Hash {
  return (
    hashNamed(String(name)) ??
    fail("ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${name}`, TypeError as ErrorConstructor)
  );
}

const KEY_TYPES = ["ArrayBuffer", "Buffer", "TypedArray", "DataView", "string", "KeyObject", "CryptoKey"];
const isArrayBuffer = (value: unknown): boolean => value instanceof ArrayBuffer;

function fail(code: string, message: string, Type: ErrorConstructor = Error): never {
  throw Object.assign(new Type(message), { code });
}

/** Does the task at once, and calls back with its result in a later turn. */
function later(callback: unknown, task: () => unknown): void {
  const value = task();
  loop.enqueue(() => (callback as Callback)(null, value));
}

interface ArgumentErrors {
  readonly ERR_INVALID_ARG_TYPE: new (name: string, expected: readonly string[], actual: unknown) => Error;
  readonly ERR_OUT_OF_RANGE: new (name: string, expected: string, actual: unknown) => Error;
}

interface Validators {
  validateInteger(value: unknown, name: string, least?: number, most?: number): void;
  validateString(value: unknown, name: string): void;
}

const INT32_MAX = 2 ** 31 - 1;

interface Transform {
  push(chunk: unknown): void;
}

/** `node:crypto`, as far as libraries in JavaScript go: hashes, key derivation, randomness. */
export function createNodeCrypto(require: Require): Record<string, unknown> {
  const { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = require<{ codes: ArgumentErrors }>("internal/errors").codes;
  const { validateInteger, validateString } = require<Validators>("internal/validators");
  const LazyTransform = require<new (options?: object) => Transform>("internal/streams/lazy_transform");

  class DigestStream extends LazyTransform {
    readonly #digest: Digest;
    #bytes: Uint8Array | undefined;
    #isDone = false;
    constructor(digest: Digest, options?: object) {
      super(options);
      this.#digest = digest;
    }
    protected copied(): Digest {
      if (this.#isDone) fail("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      return this.#digest.clone();
    }
    update(input: Input, encoding?: string): this {
      if (this.#isDone) fail("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      if (typeof input !== "string" && !ArrayBuffer.isView(input))
        throw new ERR_INVALID_ARG_TYPE("data", ["string", "Buffer", "TypedArray", "DataView"], input);
      this.#digest.update(bytesOf(input, encoding));
      return this;
    }
    digest(encoding?: string): unknown {
      if (this.#isDone) fail("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      this.#isDone = true;
      const bytes = asBuffer(this.#result());
      return encoding === undefined || encoding === "buffer" ? bytes : bytes.toString(encoding);
    }
    _transform(chunk: Input, encoding: string, callback: () => void): void {
      this.update(chunk, encoding);
      callback();
    }
    _flush(callback: () => void): void {
      this.push(asBuffer(this.#result()));
      callback();
    }
    #result(): Uint8Array {
      this.#bytes ??= this.#digest.digest();
      return this.#bytes;
    }
  }
  class HashStream extends DigestStream {
    copy(): HashStream {
      return new HashStream(this.copied());
    }
  }
  class HmacStream extends DigestStream {}
  Object.defineProperty(HashStream, "name", { value: "Hash" });
  Object.defineProperty(HmacStream, "name", { value: "Hmac" });

  const hash = (name: string, input: Input, encoding = "hex"): unknown => {
    const digest = createDigest(knownHash(name));
    digest.update(bytesOf(input));
    const bytes = asBuffer(digest.digest());
    return encoding === "buffer" ? bytes : bytes.toString(encoding);
  };
  const randomBytes = (size: number, callback?: unknown): unknown => {
    validateInteger(size, "size", 0, INT32_MAX);
    const make = () => asBuffer(fillRandom(new Uint8Array(size)));
    return callback === undefined ? make() : later(callback, make);
  };
  const randomInt = (...args: unknown[]): unknown => {
    const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
    const [low, high] = (args.length > 1 ? args : [0, args[0]]) as [number, number];
    validateInteger(low, "min");
    validateInteger(high, "max");
    if (high <= low) throw new ERR_OUT_OF_RANGE("max", `greater than the value of "min" (${low})`, high);
    if (high - low >= 2 ** 48) throw new ERR_OUT_OF_RANGE("max - min", "<= 281474976710655", high - low);
    const draw = () => low + randomBelow(high - low);
    return callback === undefined ? draw() : later(callback, draw);
  };
  const timingSafeEqual = (a: ArrayBufferView, b: ArrayBufferView): boolean => {
    const [left, right] = [asBytes(a), asBytes(b)];
    if (left.length !== right.length)
      fail(
        "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
        "Input buffers must have the same byte length",
        RangeError as ErrorConstructor,
      );
    let difference = 0;
    for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
    return difference === 0;
  };
  const pbkdf2Sync = (password: Input, salt: Input, c: number, dkLen: number, name: string): unknown => {
    validateInteger(c, "iterations", 1, INT32_MAX);
    validateInteger(dkLen, "keylen", 0, INT32_MAX);
    validateString(name, "digest");
    return asBuffer(pbkdf2(validDigest(name), bytesOf(password), bytesOf(salt), { c, dkLen }));
  };
  const hkdfSync = (name: string, key: Input, salt: Input, info: Input, length: number): ArrayBufferLike =>
    hkdf(validDigest(name), bytesOf(key), bytesOf(salt), bytesOf(info), length).slice().buffer;
  const scryptSync = (password: Input, salt: Input, dkLen: number, options: Record<string, number> = {}): unknown => {
    const {
      N = options["cost"] ?? 16384,
      r = options["blockSize"] ?? 8,
      p = options["parallelization"] ?? 1,
    } = options;
    return asBuffer(scrypt(bytesOf(password), bytesOf(salt), { N, r, p, dkLen }));
  };
  const withCallback =
    (call: (...args: never[]) => unknown) =>
    (...args: unknown[]): void => {
      const callback = args.pop();
      later(callback, () => call(...(args as never[])));
    };

  const randomFill = (target: ArrayBufferView, ...rest: unknown[]): void => {
    const callback = rest.pop();
    later(callback, () => fillRandom(target, ...(rest as number[])));
  };
  return {
    Hash: HashStream,
    Hmac: HmacStream,
    constants: {},
    createHash(name: string, options?: { readonly outputLength?: number }) {
      validateString(name, "algorithm");
      return new HashStream(createDigest(knownHash(name), options?.outputLength), options);
    },
    createHmac(name: string, key: Input, options?: object) {
      validateString(name, "hmac");
      if (typeof key !== "string" && !ArrayBuffer.isView(key) && !isArrayBuffer(key))
        throw new ERR_INVALID_ARG_TYPE("key", KEY_TYPES, key);
      return new HmacStream(createKeyedDigest(validDigest(name), bytesOf(key)), options);
    },
    getHashes: () => [...HASH_NAMES],
    getCiphers: () => [],
    getCurves: () => [],
    getRandomValues: webCrypto.getRandomValues,
    hash,
    hkdf: withCallback(hkdfSync as never),
    hkdfSync,
    pbkdf2: withCallback(pbkdf2Sync as never),
    pbkdf2Sync,
    pseudoRandomBytes: randomBytes,
    randomBytes,
    randomFill,
    randomFillSync: fillRandom,
    randomInt,
    randomUUID,
    rng: randomBytes,
    scrypt: withCallback(scryptSync as never),
    scryptSync,
    subtle: webCrypto.subtle,
    timingSafeEqual,
    webcrypto: webCrypto,
    ...absentFunctions(),
  };
}

const ABSENT = [
  "argon2",
  "argon2Sync",
  "checkPrime",
  "checkPrimeSync",
  "createCipheriv",
  "createDecipheriv",
  "createDiffieHellman",
  "createECDH",
  "createPrivateKey",
  "createPublicKey",
  "createSecretKey",
  "createSign",
  "createVerify",
  "diffieHellman",
  "generateKey",
  "generateKeyPair",
  "generateKeyPairSync",
  "generateKeySync",
  "generatePrime",
  "generatePrimeSync",
  "getCipherInfo",
  "getDiffieHellman",
  "privateDecrypt",
  "privateEncrypt",
  "publicDecrypt",
  "publicEncrypt",
  "sign",
  "verify",
];

function absentFunctions(): Record<string, () => never> {
  return Object.fromEntries(
    ABSENT.map((name) => [
      name,
      () => fail("ERR_SLOTBOX_ABSENT", `slotbox has no crypto.${name}: it has hashes, key derivation and randomness`),
    ]),
  );
}
