import { AwkError } from "./awk-error.ts";
import type { Runtime } from "./runtime.ts";
import { isNumeric, toNumber, type Value } from "./values.ts";

type Builtin = (runtime: Runtime, args: readonly Value[]) => Value;

const first =
  (compute: (value: number) => number): Builtin =>
  (_runtime, [value]) =>
    compute(toNumber(value));

export const NUMBER_BUILTINS: Readonly<Record<string, Builtin>> = {
  sin: first(Math.sin),
  cos: first(Math.cos),
  atan2: (_runtime, [y, x]) => Math.atan2(toNumber(y), toNumber(x)),
  exp: (runtime, [value]) => {
    const power = toNumber(value);
    const result = Math.exp(power);
    if (result === Number.POSITIVE_INFINITY && Number.isFinite(power))
      runtime.warn(`exp: argument ${runtime.text(power)} is out of range`);
    return result;
  },
  log: (runtime, [value]) => warned(runtime, "log", toNumber(value), Math.log),
  sqrt: (runtime, [value]) => warned(runtime, "sqrt", toNumber(value), Math.sqrt),
  int: first((value) => Math.trunc(value) + 0),
  rand: (runtime) => runtime.random.next(),
  srand: (runtime, args) => {
    const { random } = runtime;
    const previous = random.seed;
    random.start(args.length > 0 ? toNumber(args[0]) : Math.floor(runtime.kernel.now() / 1000));
    return previous;
  },
  strtonum: (runtime, [value]) => (isNumeric(value) ? toNumber(value) : numberOfAnyBase(runtime.text(value))),
  and: (_runtime, values) => Number(values.map((value) => wholeOf("and", value)).reduce((a, b) => a & b)),
  or: (_runtime, values) => Number(values.map((value) => wholeOf("or", value)).reduce((a, b) => a | b)),
  xor: (_runtime, values) => Number(values.map((value) => wholeOf("xor", value)).reduce((a, b) => a ^ b)),
  lshift: (_runtime, [value, by]) => Number(BigInt.asUintN(64, wholeOf("lshift", value) << shiftOf("lshift", by))),
  rshift: (_runtime, [value, by]) => Number(wholeOf("rshift", value) >> shiftOf("rshift", by)),
  compl: (_runtime, [value]) => Number(BigInt.asUintN(53, ~wholeOf("compl", value))),
};

function warned(runtime: Runtime, name: string, value: number, compute: (value: number) => number): number {
  if (value < 0) runtime.warn(`${name}: received negative argument ${runtime.text(value)}`);
  return compute(value);
}

/** @throws AwkError */
function wholeOf(name: string, value: Value): bigint {
  const number = toNumber(value);
  if (number < 0) throw new AwkError(`${name}: argument 1 negative value ${number} is not allowed`);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n;
}

function shiftOf(name: string, value: Value): bigint {
  const by = wholeOf(name, value);
  return by > 64n ? 64n : by;
}

/** As the language itself reads numbers: hexadecimal and octal ones as well. */
function numberOfAnyBase(text: string): number {
  const [, sign = "", hex, octal] = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]+)(?![\d.eE]))/.exec(text) ?? [];
  const digits = hex ?? octal;
  if (digits === undefined) return toNumber(text);
  const value = hex !== undefined ? Number(`0x${hex}`) : Number(`0o${octal}`);
  return sign === "-" ? -value : value;
}
