import { S_IFIFO } from "../abi/file-mode.ts";
import { type Description, type FileStatus, plainStatus } from "./description.ts";
import { SystemError } from "./system-error.ts";

const EMPTY = new Uint8Array(0);

/** A stream without a place in the file system, which looks like a pipe. */
abstract class Stream {
  readonly kind = "stream";
  readonly path = "pipe:[0]";

  seek(): number {
    throw new SystemError("ESPIPE");
  }

  truncate(): void {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return plainStatus({ mode: S_IFIFO | 0o600 });
  }

  release(): void {}
}

/** Bytes that are there from the start: the input of a call, a here-document. */
export class BytesStream extends Stream implements Description {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
  }

  read(maxBytes: number): Uint8Array {
    const taken = this.#bytes.subarray(0, Math.max(0, maxBytes));
    this.#bytes = this.#bytes.subarray(taken.length);
    return taken;
  }

  write(): void {
    throw new SystemError("EBADF");
  }

  override release(): void {
    this.#bytes = EMPTY;
  }
}

/** How much a call may print to all its streams together, and whether it has printed more. */
export class OutputMeter {
  readonly #onExceeded: () => void;
  #leftBytes: number;
  isExceeded = false;

  constructor(maxBytes: number, onExceeded: () => void) {
    this.#leftBytes = maxBytes;
    this.#onExceeded = onExceeded;
  }

  /** As much as at the start may be printed from now on. */
  renew(maxBytes: number): void {
    this.#leftBytes = maxBytes;
  }

  /** @returns how many of so many bytes may be printed */
  take(bytes: number): number {
    const taken = Math.min(bytes, this.#leftBytes);
    this.#leftBytes -= taken;
    if (taken < bytes && !this.isExceeded) {
      this.isExceeded = true;
      this.#onExceeded();
    }
    return taken;
  }
}

/** Hands over what is printed to the host, as it is printed. */
export class OutputStream extends Stream implements Description {
  readonly #print: (bytes: Uint8Array) => void;
  readonly #meter: OutputMeter;

  constructor(print: (bytes: Uint8Array) => void, meter: OutputMeter) {
    super();
    this.#print = print;
    this.#meter = meter;
  }

  read(): Uint8Array {
    throw new SystemError("EBADF");
  }

  write(bytes: Uint8Array): void {
    const taken = this.#meter.take(bytes.length);
    if (taken > 0) this.#print(taken === bytes.length ? bytes : bytes.subarray(0, taken));
  }
}
