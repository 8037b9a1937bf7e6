import { ERRNO_NAMES, type HostCapability, POSIX_MESSAGES } from "../../abi/capability.ts";
import { HOST_GLOBAL, REGISTERS_GLOBAL } from "../../abi/shell.ts";

const globals = globalThis as unknown as Record<string, unknown>;

/** The capability of the call that runs. Looked up each time: one isolate comes from a snapshot made without it. */
export function host(): HostCapability {
  return globals[HOST_GLOBAL] as HostCapability;
}

export function registers(): Float64Array {
  return globals[REGISTERS_GLOBAL] as Float64Array;
}

const TEXTS: Record<string, string> = {
  EACCES: "permission denied",
  EEXIST: "file already exists",
  EFBIG: "file too large",
  EILSEQ: "illegal byte sequence",
  EINVAL: "invalid argument",
  EISDIR: "illegal operation on a directory",
  ELOOP: "too many symbolic links encountered",
  EMLINK: "too many links",
  ENAMETOOLONG: "name too long",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on device",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  EPERM: "operation not permitted",
  EROFS: "read-only file system",
  EXDEV: "cross-device link not permitted",
};

/** The error Node's fs would throw: interpreters look at its code, and at the text. */
export function fail(errno: number, operation: string, path: string): never {
  const code = ERRNO_NAMES[errno] ?? "EINVAL";
  const error = new Error(`${code}: ${TEXTS[code] ?? code}, ${operation} '${path}'`);
  throw Object.assign(error, { code, syscall: operation, path });
}

/** What a command says of it, if an error is one of the files'. */
export function fileFault(error: unknown): string | undefined {
  if (!(error instanceof Error && "syscall" in error && "code" in error && "path" in error)) return undefined;
  const path = String(error.path).replace(/^\/workspace\//, "");
  return `${path}: ${isPosixCode(error.code) ? POSIX_MESSAGES[error.code] : error.message}`;
}

function isPosixCode(code: unknown): code is keyof typeof POSIX_MESSAGES {
  return typeof code === "string" && Object.hasOwn(POSIX_MESSAGES, code);
}

/** Passes an answer on, or throws the errno it is. */
export function answer<T>(result: T | number, operation: string, path: string): T {
  if (typeof result === "number") fail(result, operation, path);
  return result;
}

export function check(errno: number, operation: string, path: string): void {
  if (errno !== 0) fail(errno, operation, path);
}
