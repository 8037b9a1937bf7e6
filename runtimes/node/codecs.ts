import { latin1Of } from "../web/encoding.ts";
import { decode, encodeUtf8 } from "./utf8.ts";

/** Text as bytes and back, in the encodings that Buffer knows. */
export interface Codec {
  decode(bytes: Uint8Array): string;
  encode(text: string): Uint8Array;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SEXTETS = sextets();

function sextets(): Uint8Array {
  const table = new Uint8Array(128).fill(255);
  for (const [index, char] of [...`${ALPHABET}+/`].entries()) table[char.charCodeAt(0)] = index;
  table["-".charCodeAt(0)] = 62;
  table["_".charCodeAt(0)] = 63;
  return table;
}

function base64Of(bytes: Uint8Array, last: string, pad: string): string {
  const alphabet = ALPHABET + last;
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const sextet = (shift: number): string => alphabet.charAt((bits >> shift) & 63);
    parts.push(sextet(18) + sextet(12) + (left > 1 ? sextet(6) : pad) + (left > 2 ? sextet(0) : pad));
  }
  return parts.join("");
}

/** Takes the digits of both alphabets, leaves out blanks and all that is no digit, and ends at a `=`. */
function bytesOfBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let used = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 61) break;
    const sextet = SEXTETS[code] ?? 255;
    if (sextet === 255) continue;
    bits = ((bits << 6) | sextet) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[used++] = (bits >> held) & 255;
  }
  return bytes.subarray(0, used);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const pair = text.slice(i * 2, i * 2 + 2);
    if (!/^[\da-f]{2}$/i.test(pair)) return bytes.subarray(0, i);
    bytes[i] = Number.parseInt(pair, 16);
  }
  return bytes;
}

function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function bytesOfUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i * 2] = unit & 255;
    bytes[i * 2 + 1] = unit >> 8;
  }
  return bytes;
}

const CHUNK = 8192;

function utf16Of(bytes: Uint8Array): string {
  let text = "";
  let units: number[] = [];
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    units.push((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8));
    if (units.length < CHUNK) continue;
    text += String.fromCharCode(...units);
    units = [];
  }
  return text + String.fromCharCode(...units);
}

const utf8: Codec = { decode: (bytes) => decode(bytes), encode: encodeUtf8 };
const latin1: Codec = { decode: latin1Of, encode: bytesOfLatin1 };

export const CODECS = {
  ascii: { decode: (bytes: Uint8Array) => latin1Of(bytes.map((byte) => byte & 127)), encode: bytesOfLatin1 },
  utf8,
  base64: { decode: (bytes: Uint8Array) => base64Of(bytes, "+/", "="), encode: bytesOfBase64 },
  utf16le: { decode: utf16Of, encode: bytesOfUtf16 },
  latin1,
  hex: { decode: hexOf, encode: bytesOfHex },
  buffer: utf8,
  base64url: { decode: (bytes: Uint8Array) => base64Of(bytes, "-_", ""), encode: bytesOfBase64 },
} as const satisfies Record<string, Codec>;

/** The codecs in the order of the numbers that Node's native side has for them. */
export const CODEC_LIST: readonly Codec[] = [
  CODECS.ascii,
  CODECS.utf8,
  CODECS.base64,
  CODECS.utf16le,
  CODECS.latin1,
  CODECS.hex,
  CODECS.buffer,
  CODECS.base64url,
];

export function codecNamed(name: unknown): Codec {
  const normal = String(name ?? "utf8").toLowerCase();
  if (normal === "utf-8") return utf8;
  if (normal === "ucs2" || normal === "ucs-2" || normal === "utf-16le") return CODECS.utf16le;
  if (normal === "binary") return latin1;
  return (CODECS as Record<string, Codec>)[normal] ?? utf8;
}
