const UNITS = "kMGTPEZY";

/** What was read and written. */
export class Statistics {
  readonly #startMs: number;
  wholeIn = 0;
  partialIn = 0;
  wholeOut = 0;
  partialOut = 0;
  bytes = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** What is said at the end. */
  text(nowMs: number, truncatedRecords: number, withTransfer: boolean): string {
    const lines = [`${this.wholeIn}+${this.partialIn} records in`, `${this.wholeOut}+${this.partialOut} records out`];
    if (truncatedRecords > 0) lines.push(`${truncatedRecords} truncated record${truncatedRecords === 1 ? "" : "s"}`);
    if (withTransfer) lines.push(this.#transfer(Math.max(nowMs - this.#startMs, SHORTEST_MS) / 1000));
    return lines.map((line) => `${line}\n`).join("");
  }

  #transfer(seconds: number): string {
    const { bytes } = this;
    const sizes = [bytes < 1000 ? [] : [sizeText(bytes, 1000)], bytes < 1024 ? [] : [sizeText(bytes, 1024)]].flat();
    const shown = sizes.length === 0 ? "" : ` (${sizes.join(", ")})`;
    const rate = bytes === 0 ? "0.0 kB" : sizeText(bytes / seconds, 1000);
    return `${bytes} byte${bytes === 1 ? "" : "s"}${shown} copied, ${significant(seconds)} s, ${rate}/s`;
  }
}

/** The clock is too coarse to tell less. */
const SHORTEST_MS = 0.1;

/** With a unit, in powers of 1000 or 1024, rounded to the nearest. */
function sizeText(bytes: number, base: 1000 | 1024): string {
  let [value, power] = [bytes, 0];
  for (; value >= base - 0.5 && power < UNITS.length; power++) value /= base;
  if (power === 0) return `${Math.round(value)} B`;
  const letter = UNITS.charAt(power - 1);
  const unit = base === 1000 ? `${letter}B` : `${letter.toUpperCase()}iB`;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Six digits that count, without zeros behind them. */
function significant(value: number): string {
  const text = Number(value.toPrecision(6)).toString();
  return value >= 1e-4 || !text.includes("e") ? text : text.replace(/e-(\d)$/, "e-0$1");
}
