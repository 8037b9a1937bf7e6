import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";

/** The bytes of a descriptor in pieces of one size; the last may be shorter. */
export async function* blocksOf(
  process: Process,
  fd: number,
  blockBytes: number,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array[]> {
  let rest: Uint8Array = new Uint8Array(0);
  let left = limit;
  while (left > 0) {
    const chunk = await process.read(fd, Math.min(left, 65_536));
    if (chunk.length === 0) break;
    left -= chunk.length;
    const bytes = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
    const blocks: Uint8Array[] = [];
    let at = 0;
    for (; at + blockBytes <= bytes.length; at += blockBytes) blocks.push(bytes.subarray(at, at + blockBytes));
    rest = bytes.slice(at);
    if (blocks.length > 0) yield blocks;
  }
  if (rest.length > 0) yield [rest];
}

/** Passes over the first bytes of a descriptor. @returns how many there were */
export async function skipBytes(process: Process, fd: number, count: number): Promise<number> {
  let skipped = 0;
  while (skipped < count) {
    const chunk = await process.read(fd, Math.min(count - skipped, 65_536));
    if (chunk.length === 0) break;
    skipped += chunk.length;
  }
  return skipped;
}
