import {
  compared,
  type Decimal,
  decimalOf,
  difference,
  digitCount,
  isZero,
  negated,
  ONE,
  power,
  product,
  quotient,
  remainder,
  rescaled,
  squareRoot,
  sum,
  ZERO,
} from "../decimal/decimal.ts";
import { parseDecimal } from "../decimal/decimal-text.ts";

/*
 * The functions of `bc -l`. Their last digits follow from which series is summed to which scale, and where it is cut: each does
 * it as GNU's does. All of them ask `pause` now and then.
 */

type Pause = () => void | Promise<void>;

const TWO = decimalOf(2);
const FOUR = decimalOf(4);
const HALF = parseDecimal(".5", 10);
const FIFTH = parseDecimal(".2", 10);

export interface MathFunction {
  readonly parameters: number;
  readonly evaluate: (args: readonly Decimal[], scale: number, pause: Pause) => Promise<Decimal>;
}

export const MATH_LIBRARY: Readonly<Record<string, MathFunction>> = {
  e: { parameters: 1, evaluate: ([x = ZERO], scale, pause) => exponential(x, scale, pause) },
  l: { parameters: 1, evaluate: ([x = ZERO], scale, pause) => logarithm(x, scale, pause) },
  s: { parameters: 1, evaluate: ([x = ZERO], scale, pause) => sine(x, scale, pause) },
  c: { parameters: 1, evaluate: ([x = ZERO], scale, pause) => cosine(x, scale, pause) },
  a: { parameters: 1, evaluate: ([x = ZERO], scale, pause) => arctangent(x, scale, pause) },
  j: { parameters: 2, evaluate: ([n = ZERO, x = ZERO], scale, pause) => bessel(n, x, scale, pause) },
};

/** What a scale becomes that is assigned a number with digits behind the point. */
function wholeScale(value: Decimal): number {
  return Number(rescaled(value, 0).digits);
}

function times(scale: number, factor: string): Decimal {
  return product(parseDecimal(factor, 10), decimalOf(scale), scale);
}

async function exponential(x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  const isNegative = x.digits < 0n;
  let rest = isNegative ? negated(x) : x;
  const extra = product(parseDecimal(".44", 10), rest, wanted);
  const scale = wholeScale(sum(decimalOf(6 + wanted), extra));
  let halvings = 0;
  for (let halved = rest.scale + 1; compared(rest, ONE) > 0; halved++) {
    rest = quotient(rest, TWO, halved);
    halvings++;
  }
  let value = sum(ONE, rest);
  let [numerator, denominator] = [rest, ONE];
  for (let index = 2; ; index++) {
    await pause();
    numerator = product(numerator, rest, scale);
    denominator = product(denominator, decimalOf(index), scale);
    const term = quotient(numerator, denominator, scale);
    if (isZero(term)) break;
    value = sum(value, term);
  }
  for (; halvings > 0; halvings--) value = product(value, value, scale);
  return isNegative ? quotient(ONE, value, wanted) : rescaled(value, wanted);
}

async function logarithm(x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  if (x.digits <= 0n) return quotient(difference(ONE, power(decimalOf(10), BigInt(wanted), wanted)), ONE, wanted);
  const scale = wanted + 6;
  let [rest, factor] = [x, TWO];
  while (compared(rest, TWO) >= 0 || compared(rest, HALF) <= 0) {
    await pause();
    factor = product(factor, TWO, scale);
    rest = squareRoot(rest, scale);
  }
  let step = quotient(difference(rest, ONE), sum(rest, ONE), scale);
  let value = step;
  const square = product(step, step, scale);
  for (let index = 3; ; index += 2) {
    await pause();
    step = product(step, square, scale);
    const term = quotient(step, decimalOf(index), scale);
    if (isZero(term)) return quotient(product(factor, value, scale), ONE, wanted);
    value = sum(value, term);
  }
}

async function sine(x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  const quarter = await arctangent(ONE, wholeScale(sum(times(wanted, "1.1"), TWO)), pause);
  const isNegative = x.digits < 0n;
  let rest = isNegative ? negated(x) : x;
  const turns = quotient(sum(quotient(rest, quarter, 0), TWO), FOUR, 0);
  rest = difference(rest, product(product(FOUR, turns, 0), quarter, 0));
  if (!isZero(remainder(turns, TWO, 0))) rest = negated(rest);
  const scale = wanted + 2;
  let [value, term] = [rest, rest];
  const square = product(negated(rest), rest, scale);
  for (let index = 3; ; index += 2) {
    await pause();
    term = product(term, quotient(square, decimalOf(index * (index - 1)), scale), scale);
    if (isZero(term)) return quotient(isNegative ? negated(value) : value, ONE, wanted);
    value = sum(value, term);
  }
}

async function cosine(x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  const scale = wholeScale(times(wanted, "1.2"));
  const quarter = await arctangent(ONE, scale, pause);
  const shifted = sum(x, product(quarter, TWO, scale));
  return quotient(await sine(shifted, scale, pause), ONE, wanted);
}

/** Values that are asked for most, by how many digits are enough. */
const KNOWN_ONE = [
  [25, ".7853981633974483096156608"],
  [40, ".7853981633974483096156608458198757210492"],
  [60, ".785398163397448309615660845819875721049292349843776455243736"],
] as const;
const KNOWN_FIFTH = [
  [25, ".1973955598498807583700497"],
  [40, ".1973955598498807583700497651947902934475"],
  [60, ".197395559849880758370049765194790293447585103787852101517688"],
] as const;

async function arctangent(x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  const sign = x.digits < 0n ? negated(ONE) : ONE;
  let rest = x.digits < 0n ? negated(x) : x;
  const known = compared(rest, ONE) === 0 ? KNOWN_ONE : compared(rest, FIFTH) === 0 ? KNOWN_FIFTH : [];
  const found = known.find(([digits]) => wanted <= digits);
  if (found) return quotient(parseDecimal(found[1], 10), sign, wanted);
  const ofFifth = compared(rest, FIFTH) > 0 ? await arctangent(FIFTH, wanted + 5, pause) : ZERO;
  const scale = wanted + 3;
  let reductions = 0;
  for (; compared(rest, FIFTH) > 0; reductions++)
    rest = quotient(difference(rest, FIFTH), sum(ONE, product(rest, FIFTH, scale)), scale);
  let [value, step] = [rest, rest];
  const square = product(negated(rest), rest, scale);
  for (let index = 3; ; index += 2) {
    await pause();
    step = product(step, square, scale);
    const term = quotient(step, decimalOf(index), scale);
    if (isZero(term)) break;
    value = sum(value, term);
  }
  return quotient(sum(product(decimalOf(reductions), ofFifth, wanted), value), sign, wanted);
}

async function bessel(order: Decimal, x: Decimal, wanted: number, pause: Pause): Promise<Decimal> {
  let n = quotient(order, ONE, 0);
  const isOdd = !isZero(remainder(n, TWO, 0));
  const isNegative = n.digits < 0n && isOdd;
  if (n.digits < 0n) n = negated(n);
  let factorial = ONE;
  for (let index = 2n; index <= n.digits; index++) {
    await pause();
    factorial = product(factorial, decimalOf(index), 0);
  }
  const outer = wholeScale(times(wanted, "1.5"));
  const factor = quotient(quotient(power(x, n.digits, outer), power(TWO, n.digits, outer), outer), factorial, outer);
  const scale = outer + digitCount(factor) - factor.scale;
  let [value, term] = [ONE, ONE];
  const step = quotient(product(negated(x), x, outer), FOUR, outer);
  for (let index = 1; ; index++) {
    await pause();
    term = quotient(quotient(product(term, step, scale), decimalOf(index), scale), sum(n, decimalOf(index)), scale);
    if (isZero(term)) return quotient(product(isNegative ? negated(factor) : factor, value, wanted), ONE, wanted);
    value = sum(value, term);
  }
}
