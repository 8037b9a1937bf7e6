import { BuiltinFailure } from "./failure.ts";

const MAX = 0x7fff_ffff_ffff_ffffn;

/** A decimal number with blanks around it, as bash's builtins take them. @returns nothing if it isn't one of 64 bits */
export function integerOf(text: string): number | undefined {
  const value = bigIntegerOf(text);
  return value === undefined ? undefined : Number(value);
}

export function bigIntegerOf(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?[0-9]+$/.test(trimmed)) return undefined;
  const value = BigInt(trimmed.startsWith("+") ? trimmed.slice(1) : trimmed);
  return value > MAX || value < -MAX - 1n ? undefined : value;
}

/** @throws BuiltinFailure `x: numeric argument required` */
export function requireInteger(text: string, status = 1): number {
  const value = integerOf(text);
  if (value === undefined) throw new BuiltinFailure(`${text}: numeric argument required`, status);
  return value;
}
