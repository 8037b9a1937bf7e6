import { ERRNO, WHENCE } from "../../abi/preview1.ts";
import type { ProgramFiles } from "../../abi/program-files.ts";
import type { ProgramMemory } from "../program-memory.ts";

const BLOCK_BYTES = 64 * 1024;

export interface InputBufferOptions {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly memory: ProgramMemory;
}

/** What was read of a descriptor and the program has not asked for yet: musl asks for a kilobyte at a time. */
export class InputBuffer {
  readonly #options: InputBufferOptions;
  readonly #unread = new Map<number, Uint8Array>();

  constructor(options: InputBufferOptions) {
    this.#options = options;
  }

  /** Forgets what the last program has left. */
  begin(): void {
    this.#unread.clear();
  }

  /** `fd_read` of preview 1; answers PENDING when it has to be called again. */
  read(fd: number, iovs: number, iovsLength: number, result: number): number {
    const { memory } = this.#options;
    memory.refresh();
    let unread = this.#unread.get(fd);
    if (!unread || unread.length === 0) {
      const errno = this.#fill(fd);
      if (errno !== ERRNO.SUCCESS) return errno;
      unread = this.#unread.get(fd);
    }
    let rest = unread ?? new Uint8Array(0);
    const available = rest.length;
    for (let i = 0; i < iovsLength; i++) {
      const part = memory.part(memory.u32(iovs + i * 8), memory.u32(iovs + i * 8 + 4));
      part.set(rest.subarray(0, part.length));
      rest = rest.subarray(part.length);
    }
    this.#unread.set(fd, rest);
    memory.setU32(result, available - rest.length);
    return ERRNO.SUCCESS;
  }

  /** Forgets what was read of a descriptor; the next read is of the descriptor itself. @returns how many bytes that was */
  drop(fd: number): number {
    const unread = this.#unread.get(fd);
    this.#unread.delete(fd);
    return unread?.length ?? 0;
  }

  /** What a descriptor is to be moved by, for a program that sees itself where it has read to. */
  delta(fd: number, delta: bigint, whence: number): bigint {
    const ahead = this.drop(fd);
    return whence === WHENCE.cur ? delta - BigInt(ahead) : delta;
  }

  #fill(fd: number): number {
    const { files, registers, window } = this.#options;
    const errno = files.read(fd, BLOCK_BYTES, -1);
    // A directory can be opened, and then not be read.
    if (errno === ERRNO.ENOTCAPABLE) return ERRNO.EISDIR;
    if (errno === ERRNO.SUCCESS) this.#unread.set(fd, window.slice(0, Number(registers[0] ?? 0n)));
    return errno;
  }
}
