import { Decompress } from "fzstd";
import type { ByteSource } from "./byte-source.ts";
import { DataFault } from "./data-fault.ts";
import { exactly } from "./lzma2-decoder.ts";
import { Xxh64 } from "./xxh64.ts";

/* RFC 8878, by fzstd, which is given one block at a time, so that what comes of it can be written before the next one. */

const MAGIC_BYTES = 4;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const MAX_BLOCK_BYTES = 128 * 1024;
const BLOCK = { raw: 0, sameByte: 1, compressed: 2 } as const;

/** All frames. @throws DataFault */
export async function* unzstded(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let isFirst = true; ; isFirst = false) {
    const start = await source.peek(MAGIC_BYTES);
    if (start.length === 0 && !isFirst) return;
    if (start.length < MAGIC_BYTES)
      throw new DataFault(start.length === 0 ? "end" : "not the format", "unknown header");
    const magic = uint32(start);
    if (magic === FRAME_MAGIC) yield* frame(source);
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      source.drop(MAGIC_BYTES);
      const length = uint32(await exactly(source, 4));
      if ((await source.skip(length)) < length) throw new DataFault("end");
    } else throw new DataFault("not the format", "unsupported format");
  }
}

async function* frame(source: ByteSource): AsyncGenerator<Uint8Array> {
  const [, , , , descriptor = 0] = await source.peek(MAGIC_BYTES + 1);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  if (dictionaryBytes > 0) throw new DataFault("unsupported");
  const headerBytes = MAGIC_BYTES + 1 + (isSingle ? 0 : 1) + sizeBytes;
  const decoded: Uint8Array[] = [];
  const hash = (descriptor & 4) === 0 ? undefined : new Xxh64();
  const decoder = new Decompress((bytes) => decoded.push(bytes));
  push(decoder, await exactly(source, headerBytes), false);
  for (let isLast = false; !isLast; ) {
    const header = (await exactly(source, BLOCK_HEADER_BYTES)).slice();
    const [low = 0, middle = 0, high = 0] = header;
    isLast = (low & 1) !== 0;
    const kind = (low >> 1) & 3;
    const size = (low | (middle << 8) | (high << 16)) >> 3;
    if (kind > BLOCK.compressed || (kind !== BLOCK.sameByte && size > MAX_BLOCK_BYTES)) throw new DataFault("invalid");
    push(decoder, header, false);
    const hasChecksum = isLast && hash !== undefined;
    const length = (kind === BLOCK.sameByte ? 1 : size) + (hasChecksum ? CHECKSUM_BYTES : 0);
    const content = (await exactly(source, length)).slice();
    push(decoder, content, isLast);
    for (const bytes of decoded.splice(0)) {
      hash?.add(bytes);
      yield bytes;
    }
    if (hasChecksum && uint32(content.subarray(-CHECKSUM_BYTES)) !== hash.value) throw new DataFault("checksum");
  }
}

function push(decoder: Decompress, bytes: Uint8Array, isLast: boolean): void {
  try {
    decoder.push(bytes, isLast);
  } catch {
    throw new DataFault("invalid");
  }
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
}
