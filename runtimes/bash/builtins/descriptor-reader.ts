import type { Interruption, MaybePromise } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { TimeoutInterruption } from "./timeout-interruption.ts";

const FILE_CHUNK = 4096;
const EMPTY = new Uint8Array(0);

export const END = -1;

/**
 * Reads a descriptor byte by byte, and takes no more of it than was asked for: what comes after is there for the next program.
 * A file, in which the place can be set back, is read in whole pieces; {@link finish} gives back what was not taken.
 */
export class DescriptorReader {
  readonly #shell: Shell;
  readonly #process: Process;
  readonly #fd: number;
  readonly #interruption: Interruption;
  readonly #chunkBytes: number;
  #chunk = EMPTY as Uint8Array;
  #used = 0;

  /** @throws SystemError EBADF */
  constructor(shell: Shell, process: Process, fd: number, interruption: Interruption = process.interruption) {
    this.#shell = shell;
    this.#process = process;
    this.#fd = fd;
    this.#interruption = interruption;
    this.#chunkBytes = process.descriptors.get(fd).kind === "file" ? FILE_CHUNK : 1;
  }

  /** @returns {@link END} at the end */
  next(): MaybePromise<number> {
    const byte = this.#chunk[this.#used];
    if (byte !== undefined) {
      this.#used++;
      return byte;
    }
    const read = this.#process.descriptors.get(this.#fd).read(this.#chunkBytes, this.#interruption);
    return read instanceof Promise ? this.#wait(read) : this.#accept(read);
  }

  /** A signal with a trap interrupts: the trap runs, and reading goes on. */
  async #wait(read: Promise<Uint8Array>): Promise<number> {
    try {
      return this.#accept(await read);
    } catch (error) {
      const isTimeout = this.#interruption instanceof TimeoutInterruption && this.#interruption.isOver;
      if (!(error instanceof SystemError) || error.code !== "EINTR" || isTimeout) throw error;
    }
    await this.#process.checkpoint();
    await this.#shell.runPendingTraps();
    return this.next();
  }

  #accept(chunk: Uint8Array): number {
    this.#chunk = chunk;
    const byte = chunk[0];
    this.#used = byte === undefined ? 0 : 1;
    return byte ?? END;
  }

  /** Gives back what was read too much. */
  finish(): void {
    const rest = this.#chunk.length - this.#used;
    if (rest > 0 && this.#chunkBytes > 1) this.#process.descriptors.get(this.#fd).seek(-rest, "current");
    this.#chunk = EMPTY;
    this.#used = 0;
  }
}
