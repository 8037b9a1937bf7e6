import { loop } from "../loop.ts";
import { machine } from "../machine.ts";
import { FsFailure, open } from "./file-calls.ts";
import { readAll, writeAll } from "./transfer-calls.ts";

function attempt(task: () => void): unknown {
  try {
    task();
    return null;
  } catch (error) {
    return error instanceof FsFailure ? error.asUvException() : error;
  }
}

/** Opens, reads and closes a file in one turn. */
export class ReadFileJob {
  ondone: ((error: unknown, bytes?: unknown, fd?: number, size?: number, closeError?: unknown) => void) | undefined;
  readonly #path: string;
  readonly #flags: number;
  constructor(path: string, flags: number) {
    this.#path = path;
    this.#flags = flags;
  }
  run(): void {
    loop.enqueue(() => {
      let bytes = new Uint8Array(0);
      const error = attempt(() => {
        const fd = open(this.#path, this.#flags);
        try {
          bytes = new Uint8Array(readAll(fd));
        } finally {
          machine().files.close(fd);
        }
      });
      const { Buffer } = globalThis as unknown as { Buffer: { from(buffer: ArrayBuffer): unknown } };
      if (error) this.ondone?.(error);
      else this.ondone?.(null, Buffer.from(bytes.buffer), -1, bytes.length, undefined);
    });
  }
}

/** Opens, writes and closes a file in one turn. */
export class WriteFileJob {
  ondone: ((error: unknown) => void) | undefined;
  readonly #path: string;
  readonly #flags: number;
  readonly #mode: number;
  readonly #bytes: Uint8Array;
  constructor(path: string, flags: number, mode: number, bytes: Uint8Array) {
    this.#path = path;
    this.#flags = flags;
    this.#mode = mode;
    this.#bytes = bytes;
  }
  run(): void {
    loop.enqueue(() => {
      const error = attempt(() => {
        const fd = open(this.#path, this.#flags, "open", this.#mode);
        try {
          writeAll(fd, this.#bytes, null);
        } finally {
          machine().files.close(fd);
        }
      });
      this.ondone?.(error);
    });
  }
}
