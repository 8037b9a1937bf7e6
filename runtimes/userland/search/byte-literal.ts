import { encodeUtf8 } from "../../web/encoding.ts";

/** Bytes that are seldom in texts: all but these are taken for more frequent the further in front they are. */
const FREQUENT = " etaoinsrlhdcu\nmpf0g_.1y,b(\")2w=-v:3/;'k4586790x<>*[]{}TSAECIRPDNLOMjqzBFHUGWV";

/** A few bytes that are searched for in many. */
export class ByteLiteral {
  readonly bytes: Uint8Array;
  /** Which of them is the most seldom one. */
  readonly #rarest: number;

  constructor(text: string) {
    this.bytes = encodeUtf8(text);
    let [rarest, best] = [0, -1];
    for (const [index, byte] of this.bytes.entries()) {
      const place = FREQUENT.indexOf(String.fromCharCode(byte));
      const rank = place < 0 ? FREQUENT.length : place;
      if (rank > best) [rarest, best] = [index, rank];
    }
    this.#rarest = rarest;
  }

  /** Where it begins, from a place on; -1 if it isn't there before `end`. */
  indexIn(bytes: Uint8Array, from: number, end: number): number {
    const { bytes: wanted } = this;
    const rarest = this.#rarest;
    const byte = wanted[rarest] ?? 0;
    const last = end - wanted.length;
    for (let at = bytes.indexOf(byte, from + rarest); at >= 0; at = bytes.indexOf(byte, at + 1)) {
      const start = at - rarest;
      if (start > last) return -1;
      let same = 0;
      while (same < wanted.length && bytes[start + same] === wanted[same]) same++;
      if (same === wanted.length) return start;
    }
    return -1;
  }
}
