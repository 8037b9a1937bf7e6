/* Checksums of a few bytes, which are printed as numbers beside the size. */

export interface SmallSum {
  update(bytes: Uint8Array): void;
  /** The line without the name. */
  text(): string;
}

/** `sum -r`: each byte is added to what is rotated by a bit; the size in KiB. */
export class BsdSum implements SmallSum {
  #sum = 0;
  #bytes = 0;

  update(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (const byte of bytes) sum = ((sum >> 1) + ((sum & 1) << 15) + byte) & 0xffff;
    this.#sum = sum;
    this.#bytes += bytes.length;
  }

  text(): string {
    return `${String(this.#sum).padStart(5, "0")} ${String(Math.ceil(this.#bytes / 1024)).padStart(5)}`;
  }
}

/** `sum -s`: all bytes are added; the size in blocks of 512 bytes. */
export class SystemVSum implements SmallSum {
  #sum = 0;
  #bytes = 0;

  update(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (const byte of bytes) sum += byte;
    this.#sum = sum % 2 ** 32;
    this.#bytes += bytes.length;
  }

  text(): string {
    const folded = (this.#sum & 0xffff) + Math.floor(this.#sum / 65_536);
    return `${(folded & 0xffff) + (folded >>> 16)} ${Math.ceil(this.#bytes / 512)}`;
  }
}

const CRC_POLYNOMIAL = 0x04c11db7;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? CRC_POLYNOMIAL : 0);
  return crc;
});

/** The cyclic redundancy check of POSIX, over the bytes and their count. */
export class CrcSum implements SmallSum {
  #crc = 0;
  #bytes = 0;

  update(bytes: Uint8Array): void {
    let crc = this.#crc;
    for (const byte of bytes) crc = added(crc, byte);
    this.#crc = crc;
    this.#bytes += bytes.length;
  }

  text(): string {
    let crc = this.#crc;
    for (let rest = this.#bytes; rest > 0; rest = Math.floor(rest / 256)) crc = added(crc, rest % 256);
    return `${~crc >>> 0} ${this.#bytes}`;
  }
}

function added(crc: number, byte: number): number {
  return (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
}
