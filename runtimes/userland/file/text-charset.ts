import { decodeUtf8, latin1Of } from "../../web/encoding.ts";

/** How characters are written, and the text that they make. */
export interface Charset {
  readonly text: string;
  readonly mime: string;
  /** The text, in characters of which each of ASCII stands for itself. */
  readonly content: string;
  /** Whether languages can be told in it. */
  readonly isByteWise: boolean;
}

/** @returns nothing for bytes that are no text */
export function charsetOf(bytes: Uint8Array): Charset | undefined {
  return wideCharset(bytes) ?? byteCharset(bytes);
}

function byteCharset(bytes: Uint8Array): Charset | undefined {
  let isAscii = true;
  for (const byte of bytes) {
    const isControl = byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127;
    if (isControl) return undefined;
    if (byte > 127) isAscii = false;
  }
  const content = latin1Of(bytes);
  const named = (text: string, mime: string): Charset => ({ text, mime, content, isByteWise: true });
  if (isAscii) return named("ASCII text", "us-ascii");
  const decoded = decodeUtf8(bytes, "escape");
  if (!/[\udc80-\udcff](?<![\ud800-\udbff].)/.test(decoded)) {
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return named(`Unicode text, UTF-8${hasMark ? " (with BOM)" : ""} text`, "utf-8");
  }
  const isLatin = bytes.every((byte) => byte < 0x80 || byte >= 0xa0);
  return isLatin ? named("ISO-8859 text", "iso-8859-1") : named("Non-ISO extended-ASCII text", "unknown-8bit");
}

const LITTLE_MARK = [0xff, 0xfe];
const BIG_MARK = [0xfe, 0xff];

/** By the mark that it begins with. */
function wideCharset(bytes: Uint8Array): Charset | undefined {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  const named = (bits: 16 | 32, isLittle: boolean): Charset | undefined => {
    const content = wideText(bytes, bits / 8, isLittle);
    if (content === undefined) return undefined;
    const end = isLittle ? "little-endian" : "big-endian";
    return {
      text: `Unicode text, UTF-${bits}, ${end}${bits === 16 ? " text" : ""}`,
      mime: `utf-${bits}${isLittle ? "le" : "be"}`,
      content,
      isByteWise: false,
    };
  };
  if (begins([...LITTLE_MARK, 0, 0])) return named(32, true);
  if (begins([0, 0, ...BIG_MARK])) return named(32, false);
  if (begins(LITTLE_MARK)) return named(16, true);
  return begins(BIG_MARK) ? named(16, false) : undefined;
}

/** @returns nothing if there are characters that no text has */
function wideText(bytes: Uint8Array, width: number, isLittle: boolean): string | undefined {
  let text = "";
  for (let at = width; at + width <= bytes.length; at += width) {
    let code = 0;
    for (let index = 0; index < width; index++) {
      const byte = bytes[at + (isLittle ? width - 1 - index : index)] ?? 0;
      code = code * 256 + byte;
    }
    const isControl = code < 7 || (code > 13 && code < 32 && code !== 27) || code === 127;
    if (isControl || code === 0xfffe || code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}
