import { Failure } from "../program/failure.ts";
import type { CharacterSet } from "./set.ts";

/** Sets that are translated into each other, and how. */
export interface Translation {
  readonly first: CharacterSet;
  /** What is translated: the first set, or all others. */
  readonly from: readonly number[];
  readonly second: CharacterSet;
  readonly isComplement: boolean;
  readonly truncates: boolean;
}

/** @throws Failure if nobody could say what is translated into what */
export function checkTranslation({ first, from, second, isComplement, truncates }: Translation): void {
  if (second.hasEquivalence) throw new Failure("[=c=] expressions may not appear in string2 when translating");
  if (second.classes.some(({ name }) => !isCase(name)))
    throw new Failure(
      "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
    );
  if (!isComplement) checkCases(first, second);
  const length = second.fill ? Math.max(from.length, second.members.length) : second.members.length;
  if (from.length > length && !truncates) {
    if (length === 0) throw new Failure("when not truncating set1, string2 must be non-empty");
    const last = second.classes.at(-1);
    if (last && last.end === second.members.length)
      throw new Failure(
        "when translating with string1 longer than string2,\nthe latter string must not end with a character class",
      );
  }
  const isOne = new Set([...second.members, ...(second.fill ? [second.fill.byte] : [])]).size <= 1;
  const isAsLong = truncates ? length === from.length : length <= from.length;
  if (isComplement && first.classes.length > 0 && !(isAsLong && isOne))
    throw new Failure(
      "when translating with complemented character classes,\nstring2 must map all characters in the domain to one",
    );
}

function isCase(name: string): boolean {
  return name === "upper" || name === "lower";
}

/** Letters of one case become letters of another, or of their own, only as a whole. */
function checkCases(first: CharacterSet, second: CharacterSet): void {
  const filled = second.fill ? Math.max(0, first.members.length - second.members.length) : 0;
  for (const { start } of second.classes) {
    const at = start + (second.fill && second.fill.at <= start ? filled : 0);
    const isPaired = first.classes.some((other) => isCase(other.name) && other.start === at);
    if (at <= first.members.length && !isPaired) throw new Failure("misaligned [:upper:] and/or [:lower:] construct");
  }
}
