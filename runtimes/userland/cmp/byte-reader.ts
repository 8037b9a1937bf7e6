import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";

/** Reads bytes of a descriptor in pieces that the reader chooses. */
export class ByteReader {
  readonly #process: Process;
  readonly #fd: number;
  readonly #name: string;
  #pending: Uint8Array = new Uint8Array(0);
  #hasEnded = false;

  constructor(process: Process, fd: number, name: string) {
    this.#name = name;
    this.#process = process;
    this.#fd = fd;
  }

  /** What is there, at least a byte unless it has ended. @throws Failure */
  async peek(): Promise<Uint8Array> {
    if (this.#pending.length === 0 && !this.#hasEnded) {
      try {
        this.#pending = await this.#process.read(this.#fd);
      } catch (error) {
        throw error instanceof SystemError ? new Failure(`${this.#name}: ${error.message}`) : error;
      }
      this.#hasEnded = this.#pending.length === 0;
    }
    return this.#pending;
  }

  /** Takes bytes of what was peeked at. */
  take(count: number): void {
    this.#pending = this.#pending.subarray(count);
  }

  /** @throws Failure */
  async skip(count: number): Promise<void> {
    const description = this.#process.descriptors.get(this.#fd);
    if (description.kind === "file") {
      description.seek(count, "current");
      return;
    }
    let left = count;
    while (left > 0) {
      const bytes = await this.peek();
      if (bytes.length === 0) return;
      const taken = Math.min(left, bytes.length);
      this.take(taken);
      left -= taken;
    }
  }
}
