import type { ByteSource } from "./byte-source.ts";
import { DataFault } from "./data-fault.ts";
import { LzmaDecoder } from "./lzma-decoder.ts";
import { type LzmaProperties, propertiesOf } from "./lzma-model.ts";
import { LzmaWindow } from "./lzma-window.ts";

const START_BYTES = 5;
const CONTROL = { end: 0, plainWithReset: 1, plain: 2, lzma: 0x80 } as const;

/** LZMA in chunks, with bytes that aren't compressed between them. @throws DataFault */
export async function* lzma2Decoded(source: ByteSource, dictionaryBytes: number): AsyncGenerator<Uint8Array> {
  const window = new LzmaWindow(dictionaryBytes);
  let decoder: LzmaDecoder | undefined;
  for (;;) {
    const [control = 0] = await exactly(source, 1);
    if (control === CONTROL.end) return;
    if (control < CONTROL.lzma) {
      if (control > CONTROL.plain) throw new DataFault("invalid");
      if (control === CONTROL.plainWithReset) window.reset();
      const [high = 0, low = 0] = await exactly(source, 2);
      const bytes = await exactly(source, high * 256 + low + 1);
      for (const byte of bytes) window.put(byte);
      window.take();
      yield bytes;
      continue;
    }
    const [high = 0, low = 0, packedHigh = 0, packedLow = 0] = await exactly(source, 4);
    const plainBytes = (((control & 31) << 16) | (high << 8) | low) + 1;
    const packedBytes = packedHigh * 256 + packedLow + 1;
    const reset = (control >> 5) & 3;
    if (reset === 3) window.reset();
    if (reset >= 2) decoder = new LzmaDecoder(await readProperties(source), window);
    else if (reset === 1) decoder?.reset();
    if (!decoder || packedBytes < START_BYTES) throw new DataFault("invalid");
    const packed = await source.take(packedBytes);
    if (packed.length >= START_BYTES) {
      decoder.start(packed);
      const problem = decode(decoder, packed.subarray(START_BYTES), plainBytes);
      if (problem) {
        yield window.take();
        throw new DataFault(packed.length < packedBytes ? "end" : problem);
      }
    }
    if (packed.length < packedBytes) throw new DataFault("end");
    if (window.freshBytes !== plainBytes) throw new DataFault("invalid");
    yield window.take();
  }
}

/** @returns what is wrong; what ends too early is, too */
function decode(decoder: LzmaDecoder, packed: Uint8Array, plainBytes: number): "invalid" | undefined {
  try {
    decoder.decode(packed, plainBytes, true);
    return undefined;
  } catch (error) {
    if (error instanceof DataFault) return "invalid";
    throw error;
  }
}

async function readProperties(source: ByteSource): Promise<LzmaProperties> {
  const [byte = 255] = await exactly(source, 1);
  const properties = propertiesOf(byte);
  if (!properties) throw new DataFault("invalid");
  return properties;
}

/** @throws DataFault at the end */
export async function exactly(source: ByteSource, count: number): Promise<Uint8Array> {
  const bytes = await source.take(count);
  if (bytes.length < count) throw new DataFault("end");
  return bytes;
}
