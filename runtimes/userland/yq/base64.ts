import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import { BASE_ENCODINGS, BaseDecoder, encodeBase } from "../program/base-encoding.ts";
import { ExpressionError } from "./expression-error.ts";

export function encodeBase64(text: string): string {
  return decodeUtf8(encodeBase(encodeUtf8(text), BASE_ENCODINGS.base64), "replace");
}

/** @throws ExpressionError */
export function decodeBase64(text: string): string {
  const decoder = new BaseDecoder(BASE_ENCODINGS.base64, false);
  const bytes = concatBytes([decoder.decode(encodeUtf8(text.trim())), decoder.end()]);
  if (decoder.isWrong && text.trim().length % 4 === 0) throw new ExpressionError("illegal base64 data");
  return decodeUtf8(bytes, "replace");
}
