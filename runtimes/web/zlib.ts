/* The part of node:zlib the interpreter's gzip and tar need, over fflate. */
import { gunzipSync as gunzip, gzipSync as gzip } from "fflate";

export const constants = { Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1 };

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export function gzipSync(bytes: Uint8Array, options: { level?: number } = {}): Uint8Array {
  const level = options.level ?? -1;
  return gzip(bytes, { level: (level < 0 || level > 9 ? 6 : level) as Level, mtime: 0 });
}

export function gunzipSync(bytes: Uint8Array, options: { maxOutputLength?: number } = {}): Uint8Array {
  // A gzip member ends with its size modulo 2^32: refuse before inflating what can't be kept.
  const declared =
    bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  const limit = options.maxOutputLength ?? Number.POSITIVE_INFINITY;
  if (declared > limit)
    throw Object.assign(new RangeError("Cannot create a Buffer larger than the limit"), {
      code: "ERR_BUFFER_TOO_LARGE",
    });
  const output = gunzip(bytes);
  if (output.length > limit)
    throw Object.assign(new RangeError("Cannot create a Buffer larger than the limit"), {
      code: "ERR_BUFFER_TOO_LARGE",
    });
  return output;
}

export default { constants, gzipSync, gunzipSync };
