import { S_IFCHR } from "../abi/file-mode.ts";
import { type Description, type FileStatus, plainStatus } from "./description.ts";
import { SystemError } from "./system-error.ts";

const EMPTY = new Uint8Array(0);
/** Most that one read of an endless device gives. */
const MAX_READ_BYTES = 64 * 1024;

export interface DeviceSource {
  now(): number;
  /** At most 65,536 random bytes. */
  random(bytes: number): Uint8Array;
}

const KINDS = {
  "/dev/null": "null",
  "/dev/zero": "zero",
  "/dev/full": "full",
  "/dev/random": "random",
  "/dev/urandom": "random",
  "/dev/tty": "terminal",
} as const;

type DeviceKind = (typeof KINDS)[keyof typeof KINDS];

function kindOf(path: string): DeviceKind | undefined {
  return Object.hasOwn(KINDS, path) ? KINDS[path as keyof typeof KINDS] : undefined;
}

/** @returns nothing for a path that is none of the devices @throws SystemError ENXIO for the terminal: no slot has one */
export function openDevice(path: string, source: DeviceSource): Description | undefined {
  const kind = kindOf(path);
  if (kind === "terminal") throw new SystemError("ENXIO");
  return kind && new Device(path, kind, source);
}

class Device implements Description {
  readonly kind = "device";
  readonly path: string;
  readonly #device: DeviceKind;
  readonly #source: DeviceSource;

  constructor(path: string, device: DeviceKind, source: DeviceSource) {
    this.path = path;
    this.#device = device;
    this.#source = source;
  }

  read(maxBytes: number): Uint8Array {
    if (this.#device === "null") return EMPTY;
    const bytes = Math.max(0, Math.min(maxBytes, MAX_READ_BYTES));
    return this.#device === "random" ? this.#source.random(bytes) : new Uint8Array(bytes);
  }

  write(bytes: Uint8Array): void {
    if (this.#device === "full" && bytes.length > 0) throw new SystemError("ENOSPC");
  }

  seek(): number {
    return 0;
  }

  truncate(): void {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return plainStatus({ mode: S_IFCHR | 0o666 }, this.#source.now());
  }

  release(): void {}
}
