import { toASCII, toUnicode } from "tr46";
import { asBytes, concat } from "../bytes.ts";
import { CODEC_LIST, CODECS } from "../codecs.ts";
import { decode, encodeUtf8 } from "../utf8.ts";
import type { Binding } from "./binding.ts";

/** Fields of a StringDecoder's state. */
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;

const UTF8 = 1;
const BASE64 = [2, 7];
const UTF16 = 3;

/** How many bytes at the end are the beginning of a character, and how many it lacks. */
function incompleteTail(bytes: Uint8Array, encoding: number): { held: number; missing: number } {
  const none = { held: 0, missing: 0 };
  if (encoding === UTF16) {
    if (bytes.length % 2 === 1) return { held: 1, missing: 1 };
    const last = bytes[bytes.length - 1] ?? 0;
    return bytes.length > 0 && last >= 0xd8 && last <= 0xdb ? { held: 2, missing: 2 } : none;
  }
  if (BASE64.includes(encoding)) {
    const held = bytes.length % 3;
    return held === 0 ? none : { held, missing: 3 - held };
  }
  if (encoding !== UTF8) return none;
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 1;
    if (length <= back) return none;
    // What follows the first byte may rule out that this becomes a character.
    const probe = decode(bytes.subarray(bytes.length - back));
    return probe.length > 1 ? none : { held: back, missing: length - back };
  }
  return none;
}

export const text = {
  string_decoder: (bare: Binding): void => {
    Object.assign(bare, {
      decode(state: Uint8Array, input: ArrayBufferView) {
        const encoding = state[ENCODING] ?? UTF8;
        const buffered = state[BUFFERED] ?? 0;
        const given = asBytes(input);
        const bytes = buffered > 0 ? concat([state.slice(0, buffered), given]) : given;
        const { held, missing } = incompleteTail(bytes, encoding);
        state.set(bytes.subarray(bytes.length - held), 0);
        state[BUFFERED] = held;
        state[MISSING] = missing;
        return (CODEC_LIST[encoding] ?? CODECS.utf8).decode(bytes.subarray(0, bytes.length - held));
      },
      flush(state: Uint8Array) {
        const encoding = state[ENCODING] ?? UTF8;
        const rest = state.slice(0, state[BUFFERED] ?? 0);
        state[BUFFERED] = 0;
        state[MISSING] = 0;
        const whole = encoding === UTF16 ? rest.subarray(0, rest.length - (rest.length % 2)) : rest;
        return (CODEC_LIST[encoding] ?? CODECS.utf8).decode(whole);
      },
    });
  },
  encoding_binding: (bare: Binding): void => {
    const results = new Uint32Array(2);
    Object.assign(bare, {
      encodeIntoResults: results,
      encodeInto(source: string, target: Uint8Array) {
        let bytes = encodeUtf8(source);
        let read = source.length;
        if (bytes.length > target.length) {
          let end = target.length;
          while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
          bytes = bytes.subarray(0, end);
          read = decode(bytes).length;
        }
        target.set(bytes);
        results[0] = read;
        results[1] = bytes.length;
      },
      encodeUtf8String: (source: string) => encodeUtf8(source),
      decodeUTF8(input: ArrayBufferView | ArrayBuffer, keepsMark: boolean, isFatal: boolean) {
        const decoded = decodeOrThrow(asBytes(input), isFatal);
        return !keepsMark && decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
      },
      toASCII: (domain: string) => toASCII(domain) ?? "",
      toUnicode: (domain: string) => toUnicode(domain).domain,
    });
  },
};

function decodeOrThrow(bytes: Uint8Array, isFatal: boolean): string {
  if (!isFatal) return decode(bytes);
  try {
    return decode(bytes, "throw");
  } catch {
    const error = new TypeError("The encoded data was not valid for encoding utf-8");
    throw Object.assign(error, { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
  }
}
