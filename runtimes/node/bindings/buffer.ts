import { asBytes } from "../bytes.ts";
import { CODEC_LIST, CODECS, type Codec, codecNamed } from "../codecs.ts";
import { decode, encodeUtf8 } from "../utf8.ts";
import type { Binding } from "./binding.ts";
import { findBytes, findNumber } from "./search.ts";

type Bytes = Uint8Array;

const slice =
  ({ decode: toText }: Codec) =>
  (buffer: Bytes, start = 0, end = buffer.length): string => {
    if (start > buffer.length) return "";
    return toText(buffer.subarray(start, Math.min(end, buffer.length)));
  };

/** Writes as many characters as there is room for, and only whole ones. */
const write =
  ({ encode }: Codec, unit = 1) =>
  (buffer: Bytes, text: string, offset = 0, length = buffer.length - offset): number => {
    const room = Math.max(0, Math.min(length, buffer.length - offset));
    const bytes = encode(text);
    let count = Math.min(bytes.length, room);
    count -= count % unit;
    if (encode === encodeUtf8 && count < bytes.length)
      while (count > 0 && ((bytes[count] ?? 0) & 0xc0) === 0x80) count--;
    buffer.set(bytes.subarray(0, count), offset);
    return count;
  };

function compare(a: Bytes, b: Bytes): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

const swap = (size: number) => (buffer: Bytes) => {
  for (let i = 0; i + size <= buffer.length; i += size) buffer.subarray(i, i + size).reverse();
  return buffer;
};

const FILL_OUT_OF_RANGE = -2;
const FILL_NOTHING = -1;

function fill(buffer: Bytes, value: unknown, start: number, end: number, encoding: unknown): number | undefined {
  if (start > end || end > buffer.length || start < 0) return FILL_OUT_OF_RANGE;
  if (typeof value === "number" || typeof value === "boolean") {
    buffer.fill(Number(value) & 255, start, end);
    return undefined;
  }
  const bytes = typeof value === "string" ? codecNamed(encoding).encode(value) : asBytes(value as Bytes);
  if (bytes.length === 0) return FILL_NOTHING;
  for (let at = start; at < end; at += bytes.length) buffer.set(bytes.subarray(0, end - at), at);
  return undefined;
}

const INVALID_CHARACTER = -1;
const SINGLE_CHARACTER = -2;

function atob(input: string): string | number {
  const text = input.replace(/[\t\n\f\r ]/g, "");
  const bare = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
  if (/[^A-Za-z0-9+/]/.test(bare)) return INVALID_CHARACTER;
  return bare.length % 4 === 1 ? SINGLE_CHARACTER : CODECS.latin1.decode(CODECS.base64.encode(bare));
}

export const buffer = {
  buffer: (bare: Binding): void => {
    Object.assign(bare, {
      byteLengthUtf8: (text: string) => encodeUtf8(text).length,
      copy(source: ArrayBufferView, target: ArrayBufferView, at: number, from: number, count: number) {
        asBytes(target).set(asBytes(source).subarray(from, from + count), at);
        return count;
      },
      compare: (a: Bytes, b: Bytes) => compare(asBytes(a), asBytes(b)),
      compareOffset: (source: Bytes, target: Bytes, at: number, from: number, targetLength: number, length: number) =>
        compare(source.subarray(from, from + length), target.subarray(at, at + targetLength)),
      fill: (target: ArrayBufferView, value: unknown, start: number, end: number, encoding: unknown) =>
        fill(asBytes(target), value, start, end, encoding),
      indexOfBuffer: (bytes: Bytes, value: Bytes, at: number, encoding: number, forward: boolean, end?: number) =>
        findBytes(bytes, asBytes(value), at, forward, encoding === UTF16 ? 2 : 1, end),
      indexOfNumber: (bytes: Bytes, value: number, at: number, forward: boolean, end?: number) =>
        findNumber(asBytes(bytes), value, at, forward, end),
      indexOfString: (bytes: Bytes, text: string, at: number, encoding: number, forward: boolean, end?: number) =>
        findBytes(
          bytes,
          (CODEC_LIST[encoding] ?? CODECS.utf8).encode(text),
          at,
          forward,
          encoding === UTF16 ? 2 : 1,
          end,
        ),
      copyArrayBuffer(target: ArrayBuffer, at: number, source: ArrayBuffer, from: number, count: number) {
        new Uint8Array(target, at, count).set(new Uint8Array(source, from, count));
      },
      createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
      arrayBufferAlignedOffset: () => 0,
      swap16: swap(2),
      swap32: swap(4),
      swap64: swap(8),
      isAscii: (bytes: Bytes) => asBytes(bytes).every((byte) => byte < 128),
      isUtf8: (bytes: Bytes) => isUtf8(asBytes(bytes)),
      atob,
      btoa: (text: string) =>
        /[^\0-\xff]/.test(text) ? INVALID_CHARACTER : CODECS.base64.decode(CODECS.latin1.encode(text)),
      asciiSlice: slice(CODECS.ascii),
      base64Slice: slice(CODECS.base64),
      base64urlSlice: slice(CODECS.base64url),
      latin1Slice: slice(CODECS.latin1),
      hexSlice: slice(CODECS.hex),
      ucs2Slice: slice(CODECS.utf16le),
      utf8Slice: slice(CODECS.utf8),
      base64Write: write(CODECS.base64),
      base64urlWrite: write(CODECS.base64url),
      hexWrite: write(CODECS.hex),
      ucs2Write: write(CODECS.utf16le, 2),
      asciiWriteStatic: write(CODECS.latin1),
      latin1WriteStatic: write(CODECS.latin1),
      utf8WriteStatic: write(CODECS.utf8),
      setBufferPrototype() {},
    });
  },
};

const UTF16 = 3;

function isUtf8(bytes: Bytes): boolean {
  try {
    decode(bytes, "throw");
    return true;
  } catch {
    return false;
  }
}
