import { type Description, type FileStatus, type MaybePromise, plainStatus } from "../../kernel/description.ts";
import { PIPE_CAPACITY } from "../../kernel/pipe.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { BashShell } from "./bash-shell.ts";

/** Makes the bytes of a here-document readable, as a pipe if they have room in one. @returns the descriptor, a free one */
export function inputText(shell: BashShell, bytes: Uint8Array): number {
  return shell.process.descriptors.add(descriptionOf(shell, bytes), { minFd: 10 });
}

function descriptionOf(shell: BashShell, bytes: Uint8Array): Description {
  if (bytes.length === 0) return shell.files.open("/dev/null", { access: "read" }, 0);
  if (bytes.length > PIPE_CAPACITY) return new TextDescription(bytes);
  const { readEnd, writeEnd } = shell.kernel.pipe();
  writeEnd.write(bytes, shell.process.interruption);
  writeEnd.release();
  return readEnd;
}

/** What a long here-document is read from: a file that has no name any more. */
class TextDescription implements Description {
  readonly kind = "file";
  readonly path = "/tmp/sh-thd.Vq3xTz (deleted)";
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
    return plainStatus({ mode: 0o100400, size: this.#bytes.length, nlink: 0 });
  }

  release(): void {}
}
