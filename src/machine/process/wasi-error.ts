import type { ErrnoName } from "../../../runtimes/abi/preview1.ts";

/** A preview 1 function failed. */
export class WasiError extends Error {
  readonly errno: ErrnoName;
  constructor(errno: ErrnoName) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(errno);
    Error.stackTraceLimit = stackTraceLimit;
    this.errno = errno;
  }
}
