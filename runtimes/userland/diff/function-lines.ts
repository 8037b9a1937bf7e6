import { decodeUtf8 } from "../../web/encoding.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import type { ComparedText } from "./compared-text.ts";
import { isSpace } from "./line-normal-form.ts";

const MAX_SHOWN_BYTES = 40;

/** Finds the line that shows which function a place is in, for places one behind the other. */
export class FunctionLines {
  readonly #text: ComparedText;
  readonly #pattern: LinePattern;
  #searchedTo = 0;
  #last: number | undefined;

  constructor(text: ComparedText, pattern: LinePattern) {
    this.#text = text;
    this.#pattern = pattern;
  }

  /** A blank and what headers show of the last line before this one that matches. */
  shownBefore(line: number): Uint8Array | undefined {
    for (let at = line - 1; at >= this.#searchedTo; at--) {
      if (!this.#pattern.test(decodeUtf8(this.#text.line(at), "escape"))) continue;
      this.#last = at;
      break;
    }
    this.#searchedTo = line;
    return this.#last === undefined ? undefined : shownPart(this.#text.line(this.#last));
  }
}

function shownPart(line: Uint8Array): Uint8Array {
  let start = 0;
  while (start < line.length && isSpace(line[start] ?? 0)) start++;
  let end = Math.min(line.length, start + MAX_SHOWN_BYTES);
  while (end > start && isSpace(line[end - 1] ?? 0)) end--;
  return line.subarray(start, end);
}
