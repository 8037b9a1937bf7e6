import { S_IFREG } from "../../abi/file-mode.ts";
import { type Description, type FileStatus, plainStatus } from "../description.ts";
import { SystemError } from "../system-error.ts";

/** A file of `/proc` that was opened: the text as it was then. Its size is told as 0, as Linux tells it. */
export class TextDescription implements Description {
  readonly kind = "file";
  readonly path: string;
  readonly #bytes: Uint8Array;
  readonly #timeMs: number;
  #offset = 0;

  constructor(path: string, bytes: Uint8Array, timeMs: number) {
    this.path = path;
    this.#bytes = bytes;
    this.#timeMs = timeMs;
  }

  read(maxBytes: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#offset, this.#offset + Math.max(0, maxBytes));
    this.#offset += bytes.length;
    return bytes;
  }

  write(): void {
    throw new SystemError("EBADF");
  }

  seek(offset: number, whence: "set" | "current" | "end"): number {
    const target = offset + (whence === "set" ? 0 : whence === "current" ? this.#offset : 0);
    if (!Number.isSafeInteger(target) || target < 0) throw new SystemError("EINVAL");
    this.#offset = target;
    return target;
  }

  truncate(): void {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return textStatus(this.#timeMs);
  }

  release(): void {}
}

export function textStatus(timeMs: number): FileStatus {
  return plainStatus({ mode: S_IFREG | 0o444 }, timeMs);
}
