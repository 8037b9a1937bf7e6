import type { ErrnoName } from "../abi/capability.ts";

/** Beside what files can fail with, what descriptors, pipes and processes can. */
export type SystemErrorCode =
  | Exclude<ErrnoName, "OK">
  | "EAGAIN"
  | "ENOMEM"
  | "EBADF"
  | "ECHILD"
  | "EINTR"
  | "EMFILE"
  | "ENOEXEC"
  | "ENOSYS"
  | "ENXIO"
  | "EPIPE"
  | "ESPIPE"
  | "ESRCH"
  | "E2BIG";

/** What `strerror` says of it, as programs print it. */
export const SYSTEM_MESSAGES: Readonly<Record<SystemErrorCode, string>> = {
  E2BIG: "Argument list too long",
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  ENOMEM: "Cannot allocate memory",
  EBADF: "Bad file descriptor",
  EBUSY: "Device or resource busy",
  ECHILD: "No child processes",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EILSEQ: "Invalid or incomplete multibyte or wide character",
  EINTR: "Interrupted system call",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  EMLINK: "Too many links",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOEXEC: "Exec format error",
  ENOSPC: "No space left on device",
  ENOSYS: "Function not implemented",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  EROFS: "Read-only file system",
  ESPIPE: "Illegal seek",
  ESRCH: "No such process",
  EXDEV: "Invalid cross-device link",
};

/** A system call failed, as on Linux. */
export class SystemError extends Error {
  readonly code: SystemErrorCode;

  constructor(code: SystemErrorCode) {
    super(SYSTEM_MESSAGES[code]);
    this.code = code;
  }
}
