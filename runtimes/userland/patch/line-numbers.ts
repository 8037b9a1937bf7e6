import { Failure } from "../program/failure.ts";
import type { PatchText } from "./patch-text.ts";

/** What hunks could not have more lines than. */
const MAX_LINES = Number.MAX_SAFE_INTEGER;

/** A number at a place of the last line that was read. @throws Failure */
export function lineNumberAt(patch: PatchText, line: string, at: number): { number: number; end: number } {
  const [digits = ""] = /^\d*/.exec(line.slice(at)) ?? [];
  if (digits === "") throw new Failure(`**** missing line number at ${patch.lastPlace}`);
  const number = Number(digits);
  if (number > MAX_LINES) throw new Failure(`**** line number ${digits} is too large at ${patch.lastPlace}`);
  return { number, end: at + digits.length };
}
