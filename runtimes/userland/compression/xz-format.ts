import { concatBytes } from "../../web/bytes.ts";
import type { ByteSource } from "./byte-source.ts";
import { crcOf } from "./crc32.ts";
import { DataFault } from "./data-fault.ts";
import { LzmaDecoder } from "./lzma-decoder.ts";
import { propertiesOf } from "./lzma-model.ts";
import { LzmaWindow } from "./lzma-window.ts";
import { exactly, lzma2Decoded } from "./lzma2-decoder.ts";
import { checkBytes, uint32Bytes, xzCheck } from "./xz-check.ts";

/* https://tukaani.org/xz/xz-file-format.txt */

export const XZ_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] as const;
export const FOOTER_MAGIC = [0x59, 0x5a] as const;
export const LZMA2_FILTER = 0x21;
const HEADER_BYTES = 12;
const LZMA_HEADER_BYTES = 13;
const STEP_BYTES = 64 * 1024;
const MAX_DICTIONARY_BYTES = 0xffffffff;

export function isXz(head: Uint8Array): boolean {
  return XZ_MAGIC.every((byte, index) => head[index] === byte);
}

/** Streams of xz, or one of the older LZMA format. @throws DataFault */
export async function* unxzed(source: ByteSource): AsyncGenerator<Uint8Array> {
  const head = await source.peek(HEADER_BYTES);
  if (!isXz(head)) {
    yield* unlzmaed(source);
    return;
  }
  for (;;) {
    yield* stream(source);
    await skipPadding(source);
    const next = await source.peek(1);
    if (next.length === 0) return;
    if (!isXz(await source.peek(XZ_MAGIC.length))) throw new DataFault("invalid");
  }
}

/** Between streams stand zeros, in fours. */
async function skipPadding(source: ByteSource): Promise<void> {
  for (;;) {
    const bytes = await source.peek(4);
    if (bytes.length < 4 || bytes.some((byte) => byte !== 0)) return;
    source.drop(4);
  }
}

async function* stream(source: ByteSource): AsyncGenerator<Uint8Array> {
  const header = await exactly(source, HEADER_BYTES);
  const flags = header.subarray(6, 8);
  if (!hasCrc(header.subarray(6))) throw new DataFault("invalid");
  const kind = flags[1] ?? 0;
  if (flags[0] !== 0 || kind > 15) throw new DataFault("unsupported");
  for (;;) {
    const [size = 0] = await source.peek(1);
    if ((await source.peek(1)).length === 0) throw new DataFault("end");
    if (size === 0) break;
    yield* block(source, (size + 1) * 4, kind);
  }
  await skipIndex(source);
  const footer = await exactly(source, HEADER_BYTES);
  const isRight = FOOTER_MAGIC.every((byte, index) => footer[10 + index] === byte) && footer[9] === kind;
  if (!isRight) throw new DataFault("invalid");
}

/** Whether the last four bytes are the checksum of those before. */
function hasCrc(bytes: Uint8Array): boolean {
  const body = bytes.subarray(0, -4);
  return uint32Bytes(crcOf(body)).every((byte, index) => bytes[body.length + index] === byte);
}

async function* block(source: ByteSource, headerBytes: number, kind: number): AsyncGenerator<Uint8Array> {
  const header = await exactly(source, headerBytes);
  if (!hasCrc(header)) throw new DataFault("invalid");
  const flags = header[1] ?? 0;
  let at = 2;
  if (flags & 0x40) at = integerAt(header, at).end;
  if (flags & 0x80) at = integerAt(header, at).end;
  const filter = integerAt(header, at);
  const properties = integerAt(header, filter.end);
  if ((flags & 3) !== 0 || filter.value !== LZMA2_FILTER || properties.value !== 1) throw new DataFault("unsupported");
  const check = xzCheck(kind);
  const start = source.taken;
  for await (const bytes of lzma2Decoded(source, dictionaryBytes(header[properties.end] ?? 0))) {
    check?.add(bytes);
    yield bytes;
  }
  await exactly(source, (4 - ((source.taken - start) % 4)) % 4);
  const expected = await exactly(source, checkBytes(kind));
  if (check?.bytes.some((byte, index) => byte !== expected[index])) throw new DataFault("invalid");
}

/** @throws DataFault */
function dictionaryBytes(bits: number): number {
  if (bits > 40) throw new DataFault("unsupported");
  return bits === 40 ? MAX_DICTIONARY_BYTES : (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11);
}

/** Seven bits a byte, the lowest first. */
function integerAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = from; at < from + 9; at++) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value += (byte & 127) * 2 ** (7 * (at - from));
    if (byte < 128) return { value, end: at + 1 };
  }
  throw new DataFault("invalid");
}

export function integerBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

/** What stands in the index is what was read: only its checksum is looked at. */
async function skipIndex(source: ByteSource): Promise<void> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = async (): Promise<number> => {
    const piece = await exactly(source, 1);
    pieces.push(piece);
    bytes++;
    return piece[0] ?? 0;
  };
  const integer = async (): Promise<number> => {
    let value = 0;
    for (let place = 0; place < 9; place++) {
      const byte = await take();
      value += (byte & 127) * 2 ** (7 * place);
      if (byte < 128) return value;
    }
    throw new DataFault("invalid");
  };
  await take();
  const records = await integer();
  for (let left = records * 2; left > 0; left--) await integer();
  while (bytes % 4 !== 0) await take();
  const crc = await exactly(source, 4);
  if (!hasCrc(concatBytes([...pieces, crc]))) throw new DataFault("invalid");
}

/** The format of `lzma`: no checksums, one stream. */
async function* unlzmaed(source: ByteSource): AsyncGenerator<Uint8Array> {
  const header = await source.peek(LZMA_HEADER_BYTES);
  const properties = propertiesOf(header[0] ?? 255);
  if (!properties || header.length < LZMA_HEADER_BYTES) throw new DataFault("not the format");
  const view = new DataView(header.buffer, header.byteOffset, LZMA_HEADER_BYTES);
  const dictionary = view.getUint32(1, true);
  const [low, high] = [view.getUint32(5, true), view.getUint32(9, true)];
  const isEndMarked = low === 0xffffffff && high === 0xffffffff;
  if (!isEndMarked && high > 0xff) throw new DataFault("not the format");
  source.drop(LZMA_HEADER_BYTES);
  let left = isEndMarked ? Number.POSITIVE_INFINITY : high * 2 ** 32 + low;
  const window = new LzmaWindow(dictionary);
  const decoder = new LzmaDecoder(properties, window);
  decoder.start(await exactly(source, 5));
  while (left > 0 && !decoder.isAtEnd) {
    const input = await source.peek(STEP_BYTES);
    const { held } = source;
    const used = decoder.decode(held, Math.min(left, STEP_BYTES), input.length < STEP_BYTES);
    source.drop(used);
    const bytes = window.take();
    left -= bytes.length;
    yield bytes;
  }
}
