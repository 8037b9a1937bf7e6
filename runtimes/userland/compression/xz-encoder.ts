import { concatBytes } from "../../web/bytes.ts";
import type { Chunks } from "./byte-source.ts";
import { crcOf } from "./crc32.ts";
import { Crc64 } from "./crc64.ts";
import { lzma2Encoded } from "./lzma2-encoder.ts";
import { CHECK, uint32Bytes } from "./xz-check.ts";
import { FOOTER_MAGIC, integerBytes, LZMA2_FILTER, XZ_MAGIC } from "./xz-format.ts";

/* https://tukaani.org/xz/xz-file-format.txt: one stream of one block. */

const STREAM_FLAGS = Uint8Array.of(0, CHECK.crc64);
const CHECK_BYTES = 8;
/** Of 1 MiB, and of 4 MiB, as files tell how large the dictionary is. */
const SMALL_DICTIONARY = { bytes: 1 << 20, code: 16 };
const LARGE_DICTIONARY = { bytes: 1 << 22, code: 20 };
const MAX_SMALL_LEVEL = 3;

/** @param level 0 … 9 */
export async function* xzed(chunks: Chunks, level = 6): AsyncGenerator<Uint8Array> {
  yield concatBytes([Uint8Array.from(XZ_MAGIC), withCrc(STREAM_FLAGS)]);
  const check = new Crc64();
  let [plainBytes, packedBytes] = [0, 0];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      check.add(chunk);
      plainBytes += chunk.length;
      yield chunk;
    }
  }
  const dictionary = level <= MAX_SMALL_LEVEL ? SMALL_DICTIONARY : LARGE_DICTIONARY;
  const header = withCrc(Uint8Array.of(2, 0, LZMA2_FILTER, 1, dictionary.code, 0, 0, 0));
  let hasBlock = false;
  for await (const bytes of lzma2Encoded(counted(), dictionary.bytes, 4 + level * 4)) {
    if (plainBytes === 0) continue;
    if (!hasBlock) yield header;
    hasBlock = true;
    packedBytes += bytes.length;
    yield bytes;
  }
  if (hasBlock) yield concatBytes([padding(packedBytes), check.bytes]);
  const records = hasBlock ? [integerBytes(header.length + packedBytes + CHECK_BYTES), integerBytes(plainBytes)] : [];
  const index = concatBytes([Uint8Array.of(0, hasBlock ? 1 : 0), ...records]);
  const wholeIndex = withCrc(concatBytes([index, padding(index.length)]));
  yield wholeIndex;
  const footer = concatBytes([uint32Bytes(wholeIndex.length / 4 - 1), STREAM_FLAGS]);
  yield concatBytes([uint32Bytes(crcOf(footer)), footer, Uint8Array.from(FOOTER_MAGIC)]);
}

function withCrc(bytes: Uint8Array): Uint8Array {
  return concatBytes([bytes, uint32Bytes(crcOf(bytes))]);
}

/** Zeros up to a multiple of four. */
function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
