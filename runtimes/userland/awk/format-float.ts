/** The engine's own formats have no more digits. */
const MAX_DIGITS = 100;
/** So many more digits tell a tie from what only looks like one. */
const GUARD_DIGITS = 26;

export interface FloatText {
  readonly sign: string;
  readonly digits: string;
}

/** A finite number as C's `%e`, `%f`, `%g` and `%a` have it; halves are rounded to even. */
export function formatFloat(
  letter: string,
  value: number,
  precision: number | undefined,
  isAlternate: boolean,
): FloatText {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  const kind = letter.toLowerCase();
  const digits =
    kind === "f"
      ? fixed(magnitude, precision ?? 6, isAlternate)
      : kind === "e"
        ? exponential(magnitude, precision ?? 6, isAlternate)
        : kind === "g"
          ? general(magnitude, precision ?? 6, isAlternate)
          : hexadecimal(magnitude, precision, isAlternate);
  return { sign, digits: letter === kind ? digits : digits.toUpperCase() };
}

function fixed(value: number, precision: number, isAlternate: boolean): string {
  if (value >= 1e21) {
    const whole = BigInt(value).toString();
    return precision > 0 ? `${whole}.${"0".repeat(precision)}` : whole + (isAlternate ? "." : "");
  }
  const digits = Math.min(precision, MAX_DIGITS);
  let text = value.toFixed(digits);
  const longer = value.toFixed(Math.min(MAX_DIGITS, digits + GUARD_DIGITS));
  if (isTie(longer, digits)) text = evenOf(longer, digits);
  if (precision > digits) text += "0".repeat(precision - digits);
  return precision === 0 && isAlternate ? `${text}.` : text;
}

/** Whether behind so many digits of the fraction comes a 5 and nothing else. */
function isTie(text: string, digits: number): boolean {
  const point = text.indexOf(".");
  return point >= 0 && /^50*$/.test(text.slice(point + 1 + digits));
}

/** Of a tie: what is before it, if that is even, or the next one. */
function evenOf(text: string, digits: number): string {
  const point = text.indexOf(".");
  const kept = text.slice(0, point) + text.slice(point + 1, point + 1 + digits);
  const scaled = BigInt(kept);
  const even = (scaled % 2n === 0n ? scaled : scaled + 1n).toString().padStart(digits + 1, "0");
  return digits === 0 ? even : `${even.slice(0, -digits)}.${even.slice(-digits)}`;
}

function exponential(value: number, precision: number, isAlternate: boolean): string {
  const digits = Math.min(precision, MAX_DIGITS);
  let [mantissa = "", exponent = "0"] = value.toExponential(digits).split("e");
  const [longer = "", power = "0"] = value.toExponential(Math.min(MAX_DIGITS, digits + GUARD_DIGITS)).split("e");
  if (isTie(longer, digits)) {
    mantissa = evenOf(longer, digits);
    exponent = power;
    if (mantissa.startsWith("10")) {
      mantissa = digits === 0 ? "1" : `1.${"0".repeat(digits)}`;
      exponent = String(Number(power) + 1);
    }
  }
  if (precision > digits) mantissa += "0".repeat(precision - digits);
  if (precision === 0 && isAlternate) mantissa += ".";
  const number = Number(exponent);
  return `${mantissa}e${number < 0 ? "-" : "+"}${String(Math.abs(number)).padStart(2, "0")}`;
}

function general(value: number, givenPrecision: number, isAlternate: boolean): string {
  const precision = Math.max(1, givenPrecision);
  const scientific = exponential(value, precision - 1, isAlternate);
  const exponent = value === 0 ? 0 : Number(scientific.slice(scientific.indexOf("e") + 1));
  if (exponent < -4 || exponent >= precision) {
    if (isAlternate) return scientific;
    const [mantissa = "", power = ""] = scientific.split("e");
    return `${withoutZeros(mantissa)}e${power}`;
  }
  const text = fixed(value, Math.max(0, precision - 1 - exponent), isAlternate);
  return isAlternate ? text : withoutZeros(text);
}

function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function hexadecimal(value: number, precision: number | undefined, isAlternate: boolean): string {
  if (value === 0) {
    const zeros = "0".repeat(precision ?? 0);
    return `0x0${zeros !== "" || isAlternate ? "." : ""}${zeros}p+0`;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const exponent = field === 0 ? -1022 : field - 1023;
  let fraction = (bits & 0xfffffffffffffn) | (field === 0 ? 0n : 1n << 52n);
  let places = 13;
  if (precision !== undefined && precision < 13) {
    const dropped = BigInt(4 * (13 - precision));
    const half = 1n << (dropped - 1n);
    const rest = fraction & ((1n << dropped) - 1n);
    fraction >>= dropped;
    if (rest > half || (rest === half && (fraction & 1n) === 1n)) fraction++;
    places = precision;
  }
  const text = fraction.toString(16).padStart(places + 1, "0");
  let digits = places === 0 ? "" : text.slice(-places);
  digits = precision === undefined ? digits.replace(/0+$/, "") : digits.padEnd(precision, "0");
  const lead = places === 0 ? text : text.slice(0, -places);
  return `0x${lead}${digits !== "" || isAlternate ? "." : ""}${digits}p${exponent < 0 ? "" : "+"}${exponent}`;
}
