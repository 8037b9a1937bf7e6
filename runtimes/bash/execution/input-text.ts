import { type Description, type FileStatus, type MaybePromise, plainStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { BashShell } from "./bash-shell.ts";

/** Makes the bytes of a here-document readable. @returns the descriptor, a free one */
export function inputText(shell: BashShell, bytes: Uint8Array): number {
  return shell.process.descriptors.add(new TextDescription(bytes), { minFd: 10 });
}

/** What a here-document is read from: bash uses a file that has no name any more, or a pipe. */
class TextDescription implements Description {
  readonly kind = "file";
  readonly path = "/dev/shm/here-document (deleted)";
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(maxBytes: number): MaybePromise<Uint8Array> {
    const read = this.#bytes.subarray(this.#offset, this.#offset + maxBytes);
    this.#offset += read.length;
    return read;
  }

  write(): never {
    throw new SystemError("EBADF");
  }

  seek(offset: number, whence: "set" | "current" | "end"): number {
    const from = whence === "set" ? 0 : whence === "current" ? this.#offset : this.#bytes.length;
    if (from + offset < 0) throw new SystemError("EINVAL");
    this.#offset = from + offset;
    return this.#offset;
  }

  truncate(): never {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return plainStatus({ mode: 0o100600, size: this.#bytes.length, nlink: 0 });
  }

  release(): void {}
}
