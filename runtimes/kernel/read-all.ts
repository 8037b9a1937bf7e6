import { concatBytes } from "../web/bytes.ts";
import type { Process } from "./process.ts";
import { SystemError } from "./system-error.ts";

/**
 * What a descriptor gives until its end.
 * @param maxBytes what is more is not read, since an endless writer would fill the memory @default the machine's memory
 * @throws SystemError EFBIG
 */
export async function readAll(
  process: Process,
  fd: number,
  maxBytes: number = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
    length += bytes.length;
    if (length > maxBytes) throw new SystemError("EFBIG");
    chunks.push(bytes);
  }
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array(0)) : concatBytes(chunks);
}
