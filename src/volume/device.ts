import { randomFillSync } from "node:crypto";
import { S_IFCHR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import type { Link, Node } from "./memfs-types.ts";
import type { PosixCode } from "./posix-error.ts";

/** How much an endless device gives to a reader that reads it whole: interpreters read files, not streams. */
export const DEVICE_READ_BYTES = 1024 * 1024;

/** A character device. */
export class Device {
  readonly #read: (bytes: number) => Uint8Array;
  readonly #writeError: PosixCode | undefined;

  constructor(read: (bytes: number) => Uint8Array, writeError?: PosixCode) {
    this.#read = read;
    this.#writeError = writeError;
  }

  read(bytes: number = DEVICE_READ_BYTES): Uint8Array {
    return this.#read(bytes);
  }

  /** Takes the bytes, or says why not. */
  write(_bytes: Uint8Array): PosixCode | undefined {
    return this.#writeError;
  }

  bind(node: Node): void {
    node.mode = S_IFCHR | 0o666;
    devices.set(node, this);
  }
}

const devices = new WeakMap<Node, Device>();

export function deviceOf(link: Link): Device | undefined {
  const node = link.getNode();
  return (node.mode & S_IFMT) === S_IFCHR ? devices.get(node) : undefined;
}

const EMPTY = new Uint8Array(0);

export const NULL_DEVICE = new Device(() => EMPTY);
export const ZERO_DEVICE = new Device((bytes) => new Uint8Array(bytes));
export const FULL_DEVICE = new Device((bytes) => new Uint8Array(bytes), "ENOSPC");
export const RANDOM_DEVICE = new Device((bytes) => randomFillSync(new Uint8Array(bytes)));
