/** The errno names a workspace operation can fail with, and the text a program would print for each. */
export const POSIX_MESSAGES = {
  EACCES: "Permission denied",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EILSEQ: "Invalid or incomplete multibyte or wide character",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMLINK: "Too many links",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
  EXDEV: "Invalid cross-device link",
} as const;

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
