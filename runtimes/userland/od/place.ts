import { UsageError } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";

/** What is dumped, from where on. */
export interface Place {
  readonly operands: readonly string[];
  readonly skip: number;
  /** How the first byte that is shown is labelled, beside its offset. */
  readonly label: number | undefined;
}

/**
 * Finds the offset, and its label, among the operands.
 * @param mayHaveOffset whether no option excludes the form that is older than -j
 * @throws UsageError
 */
export function placeOf(
  operands: readonly string[],
  skip: number,
  mayHaveOffset: boolean,
  isTraditional: boolean,
): Place {
  const found = mayHaveOffset || isTraditional ? olderForm(operands, isTraditional) : undefined;
  const place = found ?? { operands, skip, label: undefined };
  const [, extra] = place.operands;
  if (isTraditional && extra !== undefined)
    throw new UsageError(`extra operand ${quoted(extra)}\nod: compatibility mode supports at most one file`);
  return place;
}

function olderForm(operands: readonly string[], isTraditional: boolean): Place | undefined {
  const [first = "", second = "", third = ""] = operands;
  const offset = (text: string, begins: RegExp) => (isTraditional || begins.test(text) ? offsetOf(text) : undefined);
  if (operands.length === 1) {
    const skip = offset(first, /^\+/);
    return skip === undefined ? undefined : { operands: [], skip, label: undefined };
  }
  if (operands.length === 2) {
    const last = offset(second, /^[+\d]/);
    if (last === undefined) return undefined;
    const skip = isTraditional ? offsetOf(first) : undefined;
    if (skip !== undefined) return { operands: [], skip, label: last };
    return { operands: [first], skip: last, label: undefined };
  }
  if (operands.length !== 3 || !isTraditional) return undefined;
  const [skip, label] = [offsetOf(second), offsetOf(third)];
  return skip === undefined || label === undefined ? undefined : { operands: [first], skip, label };
}

/** `[+]OFFSET[b]`: octal, or hexadecimal behind `0x`. GNU's reads no `.` behind it, though it speaks of one. */
function offsetOf(text: string): number | undefined {
  const bare = text.replace(/^\+/, "");
  const value = bare === "" ? "invalid" : suffixedNumber(bare, "Bb", /^0[xX]/.test(bare) ? 16 : 8);
  return typeof value === "bigint" ? Number(value) : undefined;
}
