import { NEWLINE } from "../program/lines.ts";

const CARRIAGE_RETURN = 13;

/** A file that is compared, as lines that all end with a newline: the last one gets it if it had none. */
export class ComparedText {
  readonly bytes: Uint8Array;
  readonly lacksNewline: boolean;
  /** Where each line begins, and the end of all behind them. */
  readonly starts: Uint32Array;

  constructor(content: Uint8Array, stripsCarriageReturns = false) {
    const stripped = stripsCarriageReturns ? withoutCarriageReturns(content) : content;
    this.lacksNewline = stripped.length > 0 && stripped.at(-1) !== NEWLINE;
    this.bytes = this.lacksNewline ? withNewline(stripped) : stripped;
    this.starts = lineStarts(this.bytes);
  }

  get lineCount(): number {
    return this.starts.length - 1;
  }

  /** Whether the end of this line is in the file. */
  isEnded(line: number): boolean {
    return !this.lacksNewline || line < this.lineCount - 1;
  }

  /** Without its end. */
  line(index: number): Uint8Array {
    return this.bytes.subarray(this.starts[index] ?? 0, (this.starts[index + 1] ?? 1) - 1);
  }

  isEmptyLine(index: number): boolean {
    return this.bytes[this.starts[index] ?? 0] === NEWLINE;
  }

  /** Which line begins at a place, or at the next one where one does. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.lineCount];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function withNewline(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  longer[bytes.length] = NEWLINE;
  return longer;
}

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  if (bytes.indexOf(CARRIAGE_RETURN) < 0) return bytes;
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== CARRIAGE_RETURN || bytes[at + 1] !== NEWLINE) kept[length++] = byte;
  }
  return kept.subarray(0, length);
}

function lineStarts(bytes: Uint8Array): Uint32Array {
  let starts = new Uint32Array(Math.max(16, bytes.length >> 5));
  let count = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (count === starts.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = at + 1;
  }
  return starts.subarray(0, count);
}
