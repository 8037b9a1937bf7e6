import { ERRNO } from "../abi/preview1.ts";
import { PENDING, type ProgramFiles, WINDOW_BYTES } from "../abi/program-files.ts";
import type { ProgramMemory } from "./program-memory.ts";

export interface TransferOptions {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly memory: ProgramMemory;
}

type Transfer = (fd: number, iovs: number, iovsLength: number, offset: number, result: number) => number;

/** Between the vectors of `fd_read` and its like and the window; `offset` is -1 for the descriptor's own. */
export function createTransfers({ files, registers, window, memory }: TransferOptions): {
  readInto: Transfer;
  writeFrom: Transfer;
} {
  /** All are looked at before a byte moves, and so is where the answer goes. */
  const vectors = function* (pointer: number, length: number, result: number): Generator<Uint8Array> {
    memory.u32(result);
    const vector = (i: number): Uint8Array => memory.part(memory.u32(pointer + i * 8), memory.u32(pointer + i * 8 + 4));
    for (let i = 0; i < length >>> 0; i++) vector(i);
    for (let i = 0; i < length >>> 0; i++) yield vector(i);
  };
  const readInto = (fd: number, iovs: number, iovsLength: number, offset: number, result: number): number => {
    let total = 0;
    for (const vector of vectors(iovs, iovsLength, result)) {
      for (let done = 0; done < vector.length; ) {
        const wanted = Math.min(vector.length - done, WINDOW_BYTES);
        const errno = files.read(fd, wanted, offset < 0 ? -1 : offset + total);
        if (errno === PENDING && total > 0) {
          memory.setU32(result, total);
          return ERRNO.SUCCESS;
        }
        if (errno !== ERRNO.SUCCESS) return errno;
        const got = Number(registers[0] ?? 0n);
        vector.set(window.subarray(0, got), done);
        done += got;
        total += got;
        if (got < wanted) {
          memory.setU32(result, total);
          return ERRNO.SUCCESS;
        }
      }
    }
    if (total === 0) {
      // Nothing was asked for; whether it may be asked for still counts.
      const errno = files.read(fd, 0, offset);
      if (errno !== ERRNO.SUCCESS) return errno;
    }
    memory.setU32(result, total);
    return ERRNO.SUCCESS;
  };
  const writeFrom = (fd: number, iovs: number, iovsLength: number, offset: number, result: number): number => {
    let total = 0;
    let pending = 0;
    const flush = (): number => {
      const errno = files.write(fd, pending, offset < 0 ? -1 : offset + total);
      if (errno === ERRNO.SUCCESS) total += pending;
      pending = 0;
      return errno;
    };
    for (const vector of vectors(iovs, iovsLength, result)) {
      for (let done = 0; done < vector.length; ) {
        const part = vector.subarray(done, done + WINDOW_BYTES - pending);
        window.set(part, pending);
        pending += part.length;
        done += part.length;
        if (pending < WINDOW_BYTES) continue;
        const errno = flush();
        if (errno !== ERRNO.SUCCESS) {
          if (total === 0) return errno;
          memory.setU32(result, total);
          return ERRNO.SUCCESS;
        }
      }
    }
    if (pending > 0 || total === 0) {
      const errno = flush();
      if (errno !== ERRNO.SUCCESS && total === 0) return errno;
    }
    memory.setU32(result, total);
    return ERRNO.SUCCESS;
  };

  return { readInto, writeFrom };
}
