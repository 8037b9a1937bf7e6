import type { ByteSource } from "../compression/byte-source.ts";
import { bunzipped } from "../compression/bzip2-decoder.ts";
import { crcOf } from "../compression/crc32.ts";
import { DataFault } from "../compression/data-fault.ts";
import { inflate } from "../compression/deflate.ts";
import { METHOD, type ZipEntry } from "./entry.ts";
import type { ZipFile } from "./zip-file.ts";

/** How data can be compressed that are read here. */
export function canRead({ method }: ZipEntry): boolean {
  return method === METHOD.stored || method === METHOD.deflated || method === METHOD.bzip2;
}

/** A file's own bytes. @throws DataFault, ZipFault */
export async function* entryData(file: ZipFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const source = await file.dataOf(entry);
  let [crc, length] = [0, 0];
  for await (const bytes of plainBytes(source, entry)) {
    crc = crcOf(bytes, crc);
    length += bytes.length;
    yield bytes;
  }
  if (crc !== entry.crc || length !== entry.plainBytes)
    throw new DataFault("checksum", `${hex(crc)}  (should be ${hex(entry.crc)})`);
}

function plainBytes(source: ByteSource, { method }: ZipEntry): AsyncIterable<Uint8Array> {
  if (method === METHOD.deflated) return inflate(source);
  return method === METHOD.bzip2 ? bunzipped(source) : source.rest();
}

export function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
