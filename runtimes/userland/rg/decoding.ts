import { decodeUtf8, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";

/** What files are written in: "auto" looks for a byte order mark, "none" takes bytes as they are. */
export type TextEncoding = "auto" | "none" | "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const LABELS: Readonly<Record<string, TextEncoding>> = {
  auto: "auto",
  none: "none",
  utf8: "utf-8",
  "utf-8": "utf-8",
  "unicode-1-1-utf-8": "utf-8",
  "utf-16": "utf-16le",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  ascii: "windows-1252",
  "us-ascii": "windows-1252",
  latin1: "windows-1252",
  l1: "windows-1252",
  "iso-8859-1": "windows-1252",
  "iso8859-1": "windows-1252",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
};
/** Encodings that there are, and that are none of this program's. */
const OTHERS =
  /^(?:big5.*|cp125\d|cp866|cp819|euc-?(?:jp|kr)|gb(?:k|2312|18030)|hz-gb-2312|ibm\d+|iso-?(?:8859|2022)-.*|koi8.*|ks_c_.*|latin\d|macintosh|mac|shift[-_]jis|sjis|windows-\d+|x-.*)$/;
/** What the bytes from 0x80 to 0x9f are in windows-1252. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** @throws Failure */
export function encodingOf(label: string): TextEncoding {
  const name = label.trim().toLowerCase();
  const known = LABELS[name];
  if (known !== undefined) return known;
  if (OTHERS.test(name)) throw new Failure(`the encoding ${label} is not supported here`);
  throw new Failure(`grep config error: unknown encoding: ${label}`);
}

/** Bytes as UTF-8. */
export function transcoded(bytes: Uint8Array, encoding: TextEncoding): Uint8Array {
  const marked = encoding === "none" ? undefined : markOf(bytes);
  const kind = marked?.encoding ?? encoding;
  const rest = marked ? bytes.subarray(marked.length) : bytes;
  switch (kind) {
    case "utf-16le":
    case "utf-16be":
      return encodeUtf8(fromUtf16(rest, kind === "utf-16le"));
    case "windows-1252":
      return encodeUtf8(
        latin1Of(rest).replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80)),
      );
    case "utf-8":
      return encoding === "utf-8" ? encodeUtf8(decodeUtf8(rest, "replace")) : rest;
    default:
      return rest;
  }
}

/** Whether bytes begin with a byte order mark of UTF-16. */
export function hasWideMark(bytes: Uint8Array): boolean {
  return markOf(bytes)?.length === 2;
}

function markOf([a, b, c]: Uint8Array): { readonly encoding: TextEncoding; readonly length: number } | undefined {
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", length: 2 };
  return a === 0xef && b === 0xbb && c === 0xbf ? { encoding: "utf-8", length: 3 } : undefined;
}

function fromUtf16(bytes: Uint8Array, isLittle: boolean): string {
  const [high, low] = isLittle ? [1, 0] : [0, 1];
  const parts: string[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2)
    parts.push(String.fromCharCode(((bytes[at + high] ?? 0) << 8) | (bytes[at + low] ?? 0)));
  return parts.join("").toWellFormed() + (bytes.length % 2 === 1 ? "\ufffd" : "");
}
