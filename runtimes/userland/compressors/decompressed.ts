import type { Process } from "../../kernel/process.ts";
import { ByteSource, chunksOf } from "../compression/byte-source.ts";
import { type CompressionFormat, formatOfData } from "../compression/formats.ts";

const HEAD_BYTES = 6;

/** What is in a file: of a compressed one what was compressed, of any other its bytes. @throws DataFault */
export async function* decompressed(process: Process, fd: number): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(chunksOf(process, fd));
  const format: CompressionFormat | undefined = formatOfData(await source.peek(HEAD_BYTES));
  yield* format?.decompress?.(source) ?? source.rest();
}
