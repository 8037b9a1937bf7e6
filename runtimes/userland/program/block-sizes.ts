import { parseSize } from "./numbers.ts";

/* How sizes of files are written: in units, or as people read them. */

export interface SizeFormat {
  /** Of how many bytes a unit is, or by what powers units are chosen. */
  readonly unit: number;
  readonly isHuman: boolean;
  /** What stands behind all sizes. */
  readonly suffix: string;
}

export const BYTES: SizeFormat = { unit: 1, isHuman: false, suffix: "" };
export const KIBIBYTES: SizeFormat = { unit: 1024, isHuman: false, suffix: "" };
export const MEBIBYTES: SizeFormat = { unit: 1024 ** 2, isHuman: false, suffix: "" };
export const HUMAN: SizeFormat = { unit: 1024, isHuman: true, suffix: "" };
export const HUMAN_SI: SizeFormat = { unit: 1000, isHuman: true, suffix: "" };

const UNITS = "KMGTPEZY";

/** Reads the value of `--block-size`. @returns nothing for another text */
export function parseBlockSize(text: string): SizeFormat | undefined {
  const bare = text.replace(/^'/, "");
  if (bare === "human-readable") return HUMAN;
  if (bare === "si") return HUMAN_SI;
  // A unit without a number is shown.
  const suffix = /^[KkMGTPEZY](?:i?B)?$/.test(bare) ? bare : "";
  const unit = parseSize(suffix === "" ? bare : `1${bare}`);
  return unit === undefined || unit === 0 ? undefined : { unit, isHuman: false, suffix };
}

/** Always rounded up. */
export function sizeText(bytes: number, { unit, isHuman, suffix }: SizeFormat): string {
  if (!isHuman) return Math.ceil(bytes / unit) + suffix;
  let [value, power] = [bytes, 0];
  while (value >= unit && power < UNITS.length) {
    value /= unit;
    power++;
  }
  if (power > 0 && value > unit - 1 && power < UNITS.length) {
    value = 1;
    power++;
  }
  if (power === 0) return String(Math.ceil(value));
  const letter = UNITS.charAt(power - 1);
  const shown = unit === 1000 && letter === "K" ? "k" : letter;
  const tenths = Math.ceil(value * 10 - 1e-9);
  return (tenths < 100 ? (tenths / 10).toFixed(1) : String(Math.ceil(value - 1e-9))) + shown;
}
