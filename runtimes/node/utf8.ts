import { decodeUtf8, installEncoding } from "../web/encoding.ts";

interface Utf8Encoder {
  encode(text: string): Uint8Array;
}

/* Libraries in the bundle find these classes when they are loaded; later Node's own take their place. */
const hidden = globalThis as unknown as { TextEncoder?: new () => Utf8Encoder; TextDecoder?: unknown };
installEncoding();
const encoder = new (hidden.TextEncoder as new () => Utf8Encoder)();

const LONE_SURROGATE = /\p{Surrogate}/u;

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(LONE_SURROGATE.test(text) ? text.toWellFormed() : text);
}

export function decode(bytes: Uint8Array, malformed: "throw" | "replace" = "replace"): string {
  return decodeUtf8(bytes, malformed);
}
