import { encodeUtf8, latin1Of } from "../../web/encoding.ts";

/** What the encoder takes for bytes that are no characters, from 0x80 on. */
const BYTE = 0xdc00;

/** A text in which every byte is a character of its own. */
export function byteText(bytes: Uint8Array): string {
  return latin1Of(bytes).replace(/[\x80-\xff]/g, (one) => String.fromCharCode(BYTE + one.charCodeAt(0)));
}

/** A text by its bytes. */
export function textAsBytes(text: string): string {
  return byteText(encodeUtf8(text));
}
