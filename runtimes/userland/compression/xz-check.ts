import { sha256 } from "@noble/hashes/sha2.js";
import { crcOf } from "./crc32.ts";
import { Crc64 } from "./crc64.ts";

/** A checksum of xz files. */
interface XzCheck {
  add(bytes: Uint8Array): void;
  readonly bytes: Uint8Array;
}

export const CHECK = { none: 0, crc32: 1, crc64: 4, sha256: 10 } as const;

/** How long a checksum is, also of those that aren't known. */
export function checkBytes(kind: number): number {
  return kind === 0 ? 0 : 4 << Math.floor((kind - 1) / 3);
}

/** @returns nothing for one that is not known */
export function xzCheck(kind: number): XzCheck | undefined {
  switch (kind) {
    case CHECK.crc32:
      return new Crc32();
    case CHECK.crc64:
      return new Crc64();
    case CHECK.sha256:
      return new Sha256();
    default:
      return undefined;
  }
}

class Crc32 implements XzCheck {
  #crc = 0;

  add(bytes: Uint8Array): void {
    this.#crc = crcOf(bytes, this.#crc);
  }

  get bytes(): Uint8Array {
    return uint32Bytes(this.#crc);
  }
}

class Sha256 implements XzCheck {
  readonly #hash = sha256.create();

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  get bytes(): Uint8Array {
    return this.#hash.digest();
  }
}

/** The lowest byte first. */
export function uint32Bytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}
