import { DataFault } from "./data-fault.ts";

const MAGIC = 0xfd2fb528;
const FIRST_SKIPPED_MAGIC = 0x184d2a50;
const SKIPPED_MAGICS = 16;
const MAGIC_BYTES = 4;
const CHECKSUM_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const RUN_BLOCK = 1;

/** What the frames of a file say of themselves. */
export interface ZstdContents {
  /** With those that are skipped. */
  readonly frames: number;
  readonly skipped: number;
  readonly compressedBytes: number;
  /** Nothing if a frame doesn't tell. */
  readonly plainBytes: number | undefined;
  readonly hasChecksum: boolean;
}

/** Goes through frames without decompressing them. @throws DataFault */
export function zstdContents(bytes: Uint8Array): ZstdContents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [frames, skipped, at] = [0, 0, 0];
  let plainBytes: number | undefined = 0;
  let hasChecksum = false;
  if (bytes.length === 0) throw new DataFault("not the format");
  while (at < bytes.length) {
    const magic = at + MAGIC_BYTES <= bytes.length ? view.getUint32(at, true) : 0;
    if (magic >= FIRST_SKIPPED_MAGIC && magic < FIRST_SKIPPED_MAGIC + SKIPPED_MAGICS) {
      if (at + 2 * MAGIC_BYTES > bytes.length) throw new DataFault("end");
      at += 2 * MAGIC_BYTES + view.getUint32(at + MAGIC_BYTES, true);
      frames++;
      skipped++;
    } else if (magic === MAGIC) {
      const frame = frameAt(view, at + MAGIC_BYTES);
      plainBytes =
        plainBytes === undefined || frame.plainBytes === undefined ? undefined : plainBytes + frame.plainBytes;
      hasChecksum ||= frame.hasChecksum;
      at = frame.end;
      frames++;
    } else throw new DataFault(frames === 0 ? "not the format" : "invalid");
  }
  if (at > bytes.length) throw new DataFault("end");
  return { frames, skipped, compressedBytes: bytes.length, plainBytes, hasChecksum };
}

interface Frame {
  readonly end: number;
  readonly plainBytes: number | undefined;
  readonly hasChecksum: boolean;
}

/** @throws DataFault */
function frameAt(view: DataView, from: number): Frame {
  if (from >= view.byteLength) throw new DataFault("end");
  const flags = view.getUint8(from);
  const isSingle = (flags & 32) !== 0;
  const hasChecksum = (flags & 4) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const sizeAt = from + 1 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0);
  let at = sizeAt + sizeBytes;
  if (at > view.byteLength) throw new DataFault("end");
  const plainBytes = sizeBytes === 0 ? undefined : sizeAtPlace(view, sizeAt, sizeBytes);
  for (let isLast = false; !isLast; ) {
    if (at + BLOCK_HEADER_BYTES > view.byteLength) throw new DataFault("end");
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (header & 1) !== 0;
    at += BLOCK_HEADER_BYTES + (((header >> 1) & 3) === RUN_BLOCK ? 1 : header >> 3);
  }
  return { end: at + (hasChecksum ? CHECKSUM_BYTES : 0), plainBytes, hasChecksum };
}

/** Two bytes stand for a number from 256 on. */
function sizeAtPlace(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
