import { UsageError } from "../program/options.ts";

const COUNT = /^\s*\+?(?<digits>0[xX][0-9a-fA-F]+|\d*)(?<power>[kKMGTPEZY]?)(?<unit>B|iB|D)?$/;
const POWERS = "KMGTPEZY";

/** A number of bytes: decimal, octal or hexadecimal, with a suffix such as `K` (1024) or `kB` (1000). @throws UsageError */
export function byteCount(text: string, option: "--bytes" | "--ignore-initial", shown = text): number {
  const count = parsed(text);
  if (count === undefined) throw new UsageError(`invalid ${option} value '${shown}'`);
  return count;
}

/** How many bytes each file begins with that are not compared. @throws UsageError */
export function skipsOf(values: readonly string[], operands: readonly string[]): readonly [number, number] {
  let skips: readonly [number, number] = [0, 0];
  for (const value of values) {
    const [first = "", second] = value.split(/:(.*)/s, 2);
    const count = byteCount(first, "--ignore-initial", value);
    const other = second === undefined ? count : byteCount(second, "--ignore-initial");
    skips = [Math.max(skips[0], count), Math.max(skips[1], other)];
  }
  const [first, second] = operands.map((operand) => byteCount(operand, "--ignore-initial"));
  return [Math.max(skips[0], first ?? 0), Math.max(skips[1], second ?? 0)];
}

function parsed(text: string): number | undefined {
  const { digits = "", power = "", unit } = COUNT.exec(text)?.groups ?? {};
  if ((digits === "" && power === "") || (unit && power === "")) return undefined;
  const isOctal = /^0\d/.test(digits);
  if (isOctal && !/^[0-7]+$/.test(digits)) return undefined;
  const number = digits === "" ? 1 : isOctal ? Number.parseInt(digits, 8) : Number(digits);
  const base = unit === "B" || unit === "D" ? 1000 : 1024;
  const factor = power === "" ? 1 : base ** (POWERS.indexOf(power.toUpperCase()) + 1);
  return Math.min(number * factor, Number.MAX_SAFE_INTEGER);
}
