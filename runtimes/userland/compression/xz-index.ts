import { DataFault } from "./data-fault.ts";
import { FOOTER_MAGIC, isXz } from "./xz-format.ts";

const EDGE_BYTES = 12;
const FOOTER_MAGIC_AT = 10;
const FOOTER_SIZE_AT = 4;
const FOOTER_CHECK_AT = 9;

/** What the indexes at the ends of a file's streams say. */
export interface XzContents {
  readonly streams: number;
  readonly blocks: number;
  readonly compressedBytes: number;
  readonly plainBytes: number;
  readonly paddingBytes: number;
  /** Kinds of checksums, by their numbers. */
  readonly checks: ReadonlySet<number>;
}

/** Goes through the streams of a file from its end. @throws DataFault */
export function xzContents(bytes: Uint8Array): XzContents {
  if (!isXz(bytes)) throw new DataFault("not the format");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checks = new Set<number>();
  let [streams, blocks, plainBytes, paddingBytes] = [0, 0, 0, 0];
  let end = bytes.length;
  while (end > 0) {
    if (end >= 4 && view.getUint32(end - 4) === 0) {
      end -= 4;
      paddingBytes += 4;
      continue;
    }
    const footer = end - EDGE_BYTES;
    const isFooter = FOOTER_MAGIC.every((byte, index) => bytes[footer + FOOTER_MAGIC_AT + index] === byte);
    if (footer < EDGE_BYTES || !isFooter) throw new DataFault("invalid");
    const indexAt = footer - (view.getUint32(footer + FOOTER_SIZE_AT, true) + 1) * 4;
    if (indexAt < EDGE_BYTES || bytes[indexAt] !== 0) throw new DataFault("invalid");
    const index = recordsOf(bytes, indexAt + 1, footer);
    const start = indexAt - index.paddedBytes - EDGE_BYTES;
    if (start < 0 || !isXz(bytes.subarray(start))) throw new DataFault("invalid");
    streams++;
    blocks += index.blocks;
    plainBytes += index.plainBytes;
    checks.add(bytes[footer + FOOTER_CHECK_AT] ?? 0);
    end = start;
  }
  return { streams, blocks, compressedBytes: bytes.length, plainBytes, paddingBytes, checks };
}

function recordsOf(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly blocks: number; readonly paddedBytes: number; readonly plainBytes: number } {
  let at = from;
  const next = (): number => {
    let [value, scale] = [0, 1];
    while (at < to) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new DataFault("invalid");
  };
  const blocks = next();
  let [paddedBytes, plainBytes] = [0, 0];
  for (let block = 0; block < blocks; block++) {
    paddedBytes += Math.ceil(next() / 4) * 4;
    plainBytes += next();
  }
  return { blocks, paddedBytes, plainBytes };
}
