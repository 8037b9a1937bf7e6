import crc32 from "pako/lib/zlib/crc32.js";

/** The checksum of ISO 3309, going on from that of the bytes before. */
export function crcOf(bytes: Uint8Array, before = 0): number {
  return crc32(before, bytes, bytes.length, 0) >>> 0;
}
