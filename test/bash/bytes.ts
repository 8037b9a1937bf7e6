import { decodeUtf8 as decode } from "../../runtimes/web/encoding.ts";

/** As the shell itself holds text: bytes that aren't UTF-8 become lone surrogates U+DC80 … U+DCFF. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decode(bytes, "escape");
}

export function encodeUtf8(text: string): Uint8Array {
  return Buffer.concat(
    text
      .split(/(?<![\ud800-\udbff])([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) & 0xff]))),
  );
}
