/*
 * TextEncoder, TextDecoder, atob and btoa as the WHATWG says, for an isolate that has none. UTF-8 only, beside
 * "latin1", which the interpreter asks for by name.
 */

const CHUNK = 8192;
/**
 * The interpreter keeps what scripts print as text. So that other bytes than UTF-8 survive that, they become lone
 * surrogates, from which they are encoded back, as Python does it with "surrogateescape" (PEP 383).
 */
const ESCAPED_BYTE = 0xdc00;

/** Text as UTF-8: an escaped byte is that byte, any other lone surrogate is U+FFFD. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return encodeFrom(text, i, bytes);
    bytes[i] = code;
  }
  return bytes;
}

/** @param start what is ASCII before the rest, and encoded already */
function encodeFrom(text: string, start: number, ascii: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(text.length + 16);
  bytes.set(ascii);
  let used = start;
  for (let i = start; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (used + 4 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    if (code < 0x80) {
      bytes[used++] = code;
      continue;
    }
    if (isSurrogate(code)) {
      const next = code < 0xdc00 ? text.charCodeAt(i + 1) : Number.NaN;
      if (next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        i++;
      } else if (isEscapedByte(code)) {
        bytes[used++] = code - ESCAPED_BYTE;
        continue;
      } else code = 0xfffd;
    }
    if (code < 0x800) bytes[used++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[used++] = 0xe0 | (code >> 12);
      else {
        bytes[used++] = 0xf0 | (code >> 18);
        bytes[used++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[used++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[used++] = 0x80 | (code & 63);
  }
  return bytes.slice(0, used);
}

class Utf8Encoder {
  readonly encoding = "utf-8";

  encode(text = ""): Uint8Array {
    return encodeUtf8(String(text));
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    const bytes = this.encode(text);
    const written = Math.min(bytes.length, target.length);
    target.set(bytes.subarray(0, written));
    return { read: text.length, written };
  }
}

/** How many bytes text is encoded to. */
export function encodedLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes++;
    else if (!isSurrogate(unit)) bytes += 2;
    else if (unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      i++;
    } else if (!isEscapedByte(unit)) bytes += 2;
  }
  return bytes;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isEscapedByte(unit: number): boolean {
  return unit >= ESCAPED_BYTE + 0x80 && unit <= ESCAPED_BYTE + 0xff;
}

function asBytes(input: ArrayBufferView | ArrayBuffer | undefined): Uint8Array {
  if (input === undefined) return new Uint8Array(0);
  if (input instanceof Uint8Array) return input;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return new Uint8Array(input);
}

/** The valid lengths and first continuation bytes of a UTF-8 sequence (Unicode table 3-7). */
function sequenceAt(lead: number): { length: number; low: number; high: number } | undefined {
  if (lead >= 0xc2 && lead <= 0xdf) return { length: 2, low: 0x80, high: 0xbf };
  if (lead === 0xe0) return { length: 3, low: 0xa0, high: 0xbf };
  if (lead === 0xed) return { length: 3, low: 0x80, high: 0x9f };
  if (lead >= 0xe1 && lead <= 0xef) return { length: 3, low: 0x80, high: 0xbf };
  if (lead === 0xf0) return { length: 4, low: 0x90, high: 0xbf };
  if (lead === 0xf4) return { length: 4, low: 0x80, high: 0x8f };
  if (lead >= 0xf1 && lead <= 0xf3) return { length: 4, low: 0x80, high: 0xbf };
  return undefined;
}

/** One character a byte. */
export function latin1Of(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK)
    text += String.fromCharCode.apply(undefined, bytes.subarray(i, i + CHUNK) as unknown as number[]);
  return text;
}

export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function asciiLength(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) >= 0x80) return i;
  return bytes.length;
}

export function decodeUtf8(bytes: Uint8Array, malformed: "throw" | "replace" | "escape"): string {
  let i = asciiLength(bytes);
  let text = latin1Of(i === bytes.length ? bytes : bytes.subarray(0, i));
  if (i === bytes.length) return text;
  let units: number[] = [];
  const emit = (code: number): void => {
    if (code < 0x10000) units.push(code);
    else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    if (units.length >= CHUNK) {
      text += String.fromCharCode(...units);
      units = [];
    }
  };
  while (i < bytes.length) {
    const start = i;
    const lead = bytes[i++] ?? 0;
    if (lead < 0x80) {
      emit(lead);
      continue;
    }
    const sequence = sequenceAt(lead);
    let code = sequence ? lead & (0xff >> (sequence.length + 1)) : -1;
    if (sequence) {
      let { low, high } = sequence;
      for (let k = 1; k < sequence.length; k++) {
        const next = bytes[i];
        if (next === undefined || next < low || next > high) {
          code = -1;
          break;
        }
        code = (code << 6) | (next & 63);
        i++;
        low = 0x80;
        high = 0xbf;
      }
    }
    if (code >= 0) emit(code);
    else if (malformed === "throw") throw new TypeError("The encoded data was not valid for encoding utf-8");
    else if (malformed === "replace") emit(0xfffd);
    else {
      emit(ESCAPED_BYTE + lead);
      i = start + 1;
    }
  }
  return text + String.fromCharCode(...units);
}

class Decoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    const name = String(label).trim().toLowerCase();
    if (name === "utf8" || name === "utf-8" || name === "unicode-1-1-utf-8") this.encoding = "utf-8";
    else if (name === "latin1" || name === "iso-8859-1" || name === "ascii" || name === "windows-1252")
      this.encoding = "latin1";
    else throw new RangeError(`The "${label}" encoding is not supported`);
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  decode(input?: ArrayBufferView | ArrayBuffer): string {
    const bytes = asBytes(input);
    if (this.encoding === "latin1") return latin1Of(bytes);
    const text = decodeUtf8(bytes, this.fatal ? "throw" : "replace");
    return !this.ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function btoa(input: unknown): string {
  const text = String(input);
  const parts: string[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (a > 255 || b > 255 || c > 255) throw new RangeError("btoa: a character is outside of Latin1");
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    parts.push(
      ALPHABET.charAt(bits >> 18),
      ALPHABET.charAt((bits >> 12) & 63),
      Number.isNaN(b) ? "=" : ALPHABET.charAt((bits >> 6) & 63),
      Number.isNaN(c) ? "=" : ALPHABET.charAt(bits & 63),
    );
  }
  return parts.join("");
}

function atob(input: unknown): string {
  let text = String(input).replace(/[\t\n\f\r ]/g, "");
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, "");
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text))
    throw new RangeError("atob: the string is not correctly encoded");
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let used = 0;
  let bits = 0;
  let held = 0;
  for (const char of text) {
    bits = (bits << 6) | ALPHABET.indexOf(char);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[used++] = (bits >> held) & 255;
    }
  }
  return latin1Of(bytes);
}

export function installEncoding(): void {
  Object.assign(globalThis, { TextEncoder: Utf8Encoder, TextDecoder: Decoder, atob, btoa });
}
