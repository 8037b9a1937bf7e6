import { octalEscape } from "../../bash/quoting.ts";
import { encodeUtf8 } from "../../web/encoding.ts";

const ESCAPES: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  92: "\\\\",
};

/**
 * A text without ambiguity, as `l` prints it: bytes that aren't printable ASCII as escapes, `$` at its end.
 * @param columns how long a line may get; 0: as long as it is
 * @param end what ends lines
 */
export function listed(text: string, columns: number, end: string): string {
  let result = "";
  let width = 0;
  for (const byte of encodeUtf8(text)) {
    const shown = ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : octalEscape(byte));
    if (columns > 0 && width + shown.length > columns - 1) {
      result += "\\\n";
      width = 0;
    }
    result += shown;
    width += shown.length;
  }
  return `${result}$${end}`;
}
