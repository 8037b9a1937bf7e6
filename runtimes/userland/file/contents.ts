import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import { ByteSource, type Chunks } from "../compression/byte-source.ts";
import { DataFault } from "../compression/data-fault.ts";
import { type CompressionFormat, formatOfData } from "../compression/formats.ts";

const LOOKED_AT_BYTES = 1_048_576;
const SIZE_BYTES = 4;

/** As much of a file as is looked at. @throws SystemError */
export async function firstBytes(process: Process, fd: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let left = LOOKED_AT_BYTES; left > 0; ) {
    const chunk = await process.read(fd, left);
    if (chunk.length === 0) break;
    chunks.push(chunk);
    left -= chunk.length;
  }
  return concatBytes(chunks);
}

/** The number that the last bytes of a file are, the lowest first. @returns nothing for what is no file */
export async function lastNumber(process: Process, fd: number): Promise<number | undefined> {
  const description = process.descriptors.get(fd);
  if (description.kind !== "file" || description.status().size < SIZE_BYTES) return undefined;
  description.seek(-SIZE_BYTES, "end");
  const bytes = await process.read(fd, SIZE_BYTES);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
}

/** The beginning of what was compressed, as far as it can be read. @returns nothing for what is not compressed */
export async function uncompressed(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const format: CompressionFormat | undefined = formatOfData(bytes);
  if (format?.decompress === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  let left = LOOKED_AT_BYTES;
  try {
    for await (const chunk of format.decompress(new ByteSource(only(bytes)))) {
      chunks.push(chunk);
      left -= chunk.length;
      if (left <= 0) break;
    }
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
  }
  return concatBytes(chunks).subarray(0, LOOKED_AT_BYTES);
}

async function* only(bytes: Uint8Array): Chunks {
  yield bytes;
}
