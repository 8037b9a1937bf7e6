import { MAX_OWNER, type Owner } from "../volume/delta.ts";
import { FileTime, MAX_NS, MAX_TIME_MS } from "../volume/file-time.ts";
import { PosixError } from "../volume/posix-error.ts";

/*
 * What a guest passes to a function of the host may be anything. Each of these gives the value back if it is what the
 * function takes.
 * @throws PosixError `EINVAL` if it is not
 */

/** Far beyond what any file can have, and exact as a number. */
const MAX_OFFSET = 2 ** 50;

export function asPath(value: unknown): string {
  return asText(value, "path");
}

export function asText(value: unknown, what = "text"): string {
  if (typeof value !== "string") throw new PosixError("EINVAL", what);
  return value;
}

export function asBytes(value: unknown): Uint8Array {
  if (!(value instanceof ArrayBuffer)) throw new PosixError("EINVAL", "bytes");
  return new Uint8Array(value);
}

/** Flags, or a descriptor. */
export function asBits(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new PosixError("EINVAL", "number");
  return value;
}

/** Milliseconds since the epoch. */
export function asTime(value: unknown): number {
  if (typeof value !== "number" || Number.isNaN(value)) throw new PosixError("EINVAL", "time");
  return value;
}

/** Milliseconds since the epoch, of which a fraction is cut off, and nanoseconds after them. */
export function asFileTime(ms: unknown, ns: unknown): FileTime {
  const whole = Math.floor(asTime(ms));
  if (Math.abs(whole) > MAX_TIME_MS) throw new PosixError("EINVAL", "time");
  return new FileTime(whole, asCount(ns, MAX_NS));
}

/** A number of -1 says that it stays. */
export function asOwner(uid: unknown, gid: unknown): Partial<Owner> {
  return {
    ...(uid === -1 ? {} : { uid: asCount(uid, MAX_OWNER) }),
    ...(gid === -1 ? {} : { gid: asCount(gid, MAX_OWNER) }),
  };
}

/** From 0 to `max`. */
export function asCount(value: unknown, max = Number.MAX_SAFE_INTEGER): number {
  const isCount = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
  if (!isCount) throw new PosixError("EINVAL", "count");
  return value;
}

/** A place in a file. @throws PosixError `EFBIG` for one that no file has */
export function asOffset(value: unknown): number {
  const offset = asCount(value);
  if (offset > MAX_OFFSET) throw new PosixError("EFBIG", "offset");
  return offset;
}
