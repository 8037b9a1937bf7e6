import { POSIX_MESSAGES } from "../../runtimes/abi/capability.ts";

export type PosixCode = keyof typeof POSIX_MESSAGES;

/** What a system call would have failed with. `path` is the path as the caller gave it. */
export class PosixError extends Error {
  override readonly name = "PosixError";
  readonly code: PosixCode;
  readonly path: string;
  /** A limit of the slot was met; a full device, for one, fails with the same codes. */
  readonly isQuota: boolean;

  constructor(code: PosixCode, path: string, isQuota = false) {
    // Shells probe for missing files all the time; a stack trace would cost more than the call itself.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${code}: ${POSIX_MESSAGES[code]}: ${path}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.path = path;
    this.isQuota = isQuota;
  }
}
