import { ERRNO } from "../../abi/preview1.ts";
import { PENDING, type ProgramFiles, WINDOW_BYTES } from "../../abi/program-files.ts";
import type { ProgramMemory } from "../program-memory.ts";

const STDOUT = 1;
/** What glibc holds back for a pipe or a file; so much at once appears between lines of the standard error stream. */
const BLOCK_BYTES = 4096;
/** Longer ones are copied faster by the engine. */
const SHORT_BYTES = 24;

export interface StandardOutputOptions {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly memory: ProgramMemory;
}

/**
 * What jq has printed and the host has not got yet. musl writes each line by itself, on whatever stream; here they go out in
 * blocks, as they would with glibc.
 */
export class StandardOutput {
  readonly #options: StandardOutputOptions;
  #bytes = new Uint8Array(4 * BLOCK_BYTES);
  #length = 0;
  #blockBytes = BLOCK_BYTES;
  /** What the write that is being made again for the host to take it has added, or -1 if none is. */
  #added = -1;

  constructor(options: StandardOutputOptions) {
    this.#options = options;
  }

  /** Readies it for the next program. @param isBuffered whether it holds anything back */
  begin(isBuffered: boolean): void {
    this.#length = 0;
    this.#added = -1;
    this.#blockBytes = isBuffered ? BLOCK_BYTES : 1;
  }

  /** `fd_write` of preview 1; answers PENDING when it has to be called again. */
  write(iovs: number, iovsLength: number, result: number): number {
    const { memory } = this.#options;
    memory.refresh();
    if (this.#added < 0) {
      const from = this.#length;
      for (let i = 0; i < iovsLength; i++)
        this.#add(memory.part(memory.u32(iovs + i * 8), memory.u32(iovs + i * 8 + 4)));
      this.#added = this.#length - from;
    }
    const errno = this.#send(this.#length - (this.#length % this.#blockBytes));
    if (errno === PENDING) return PENDING;
    memory.setU32(result, this.#added);
    this.#added = -1;
    return errno;
  }

  /** Sends what is left. */
  flush(): number {
    return this.#send(this.#length);
  }

  #add(part: Uint8Array): void {
    const wanted = this.#length + part.length;
    if (wanted > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    if (part.length > SHORT_BYTES) this.#bytes.set(part, this.#length);
    else for (let i = 0; i < part.length; i++) this.#bytes[this.#length + i] = part[i] ?? 0;
    this.#length = wanted;
  }

  /** What can't be written is dropped: the program is told, and writes no more. */
  #send(count: number): number {
    const { files, registers, window } = this.#options;
    let sent = 0;
    let errno: number = ERRNO.SUCCESS;
    while (sent < count && errno === ERRNO.SUCCESS) {
      const part = this.#bytes.subarray(sent, Math.min(count, sent + WINDOW_BYTES));
      window.set(part);
      errno = files.write(STDOUT, part.length, -1);
      if (errno === ERRNO.SUCCESS) sent += Number(registers[0] ?? 0n);
    }
    if (errno !== ERRNO.SUCCESS && errno !== PENDING) sent = this.#length;
    this.#bytes.copyWithin(0, sent, this.#length);
    this.#length -= sent;
    return errno;
  }
}
