const POLYNOMIAL = 0x04c11db7;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc;
});

/** bzip2's checksum: that of ISO 3309 with the highest bits first. */
export class Bzip2Crc {
  #crc = 0xffffffff;

  add(byte: number): void {
    this.#crc = ((this.#crc << 8) ^ (TABLE[(this.#crc >>> 24) ^ byte] ?? 0)) | 0;
  }

  get value(): number {
    return ~this.#crc >>> 0;
  }
}

/** The checksum of a whole stream, from those of its blocks. */
export function combined(stream: number, block: number): number {
  return (((stream << 1) | (stream >>> 31)) ^ block) >>> 0;
}
