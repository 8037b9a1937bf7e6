import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, "\\": 92, "0": 0 };

/** A text in which `\t`, `\x00` and the like stand for bytes. */
export function unescaped(text: string): Uint8Array {
  const parts = text.split(/(\\x[0-9A-Fa-f]{2}|\\[nrt\\0])/);
  return concatBytes(
    parts.map((part, index) => {
      if (index % 2 === 0) return encodeUtf8(part);
      const code = ESCAPES[part.charAt(1)] ?? Number.parseInt(part.slice(2), 16);
      return new Uint8Array([code]);
    }),
  );
}
