import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import type { HostCapability } from "../abi/capability.ts";
import { HOST_GLOBAL } from "../abi/shell.ts";

const DIGESTS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  "SHA-1": sha1,
  "SHA-256": sha256,
  "SHA-384": sha384,
  "SHA-512": sha512,
};

/** Looked up each time: an isolate that comes from a snapshot was made without it. */
function host(): HostCapability | undefined {
  return (globalThis as unknown as Record<string, HostCapability | undefined>)[HOST_GLOBAL];
}

function randomBytes(count: number): Uint8Array {
  const bytes = host()?.random(count);
  if (!bytes) throw new Error("there are no random bytes without a host");
  return new Uint8Array(bytes);
}

function getRandomValues<T extends ArrayBufferView>(target: T): T {
  if (target.byteLength > 65_536) throw new RangeError("getRandomValues gives 65536 bytes at most");
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(randomBytes(target.byteLength));
  return target;
}

function randomUUID(): string {
  const bytes = getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function digest(algorithm: string | { name: string }, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
  const name = typeof algorithm === "string" ? algorithm : algorithm.name;
  const hash = DIGESTS[name.toUpperCase()];
  if (!hash) throw new Error(`digest: ${name} is not supported`);
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return new Uint8Array(hash(bytes)).buffer;
}

const seededRandom = Math.random;

/** Math.random comes seeded from the startup snapshot: every isolate would draw the same numbers. */
function random(): number {
  if (!host()) return seededRandom();
  const words = new Uint32Array(randomBytes(8).buffer);
  return ((words[0] ?? 0) * 0x200000 + ((words[1] ?? 0) >>> 11)) / 2 ** 53;
}

export function installCrypto(): void {
  Object.assign(globalThis, { crypto: { getRandomValues, randomUUID, subtle: { digest } } });
  Math.random = random;
}
