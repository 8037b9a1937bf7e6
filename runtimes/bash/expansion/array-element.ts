import type { Word } from "unbash";
import { closingBracket } from "./arithmetic-tokens.ts";
import { compileAssignmentText, compileKey } from "./compile.ts";
import type { Piece } from "./pieces.ts";

/** `[key]=value` between the parentheses of an array. */
export interface ElementAssignment {
  readonly key: readonly Piece[];
  readonly value: readonly Piece[];
  readonly append: boolean;
}

/** @returns nothing for a word that is only a value */
export function parseElement({ text }: Word): ElementAssignment | undefined {
  const close = closingBracket(text, 0);
  if (close < 0) return undefined;
  const append = text[close + 1] === "+";
  const equals = close + (append ? 2 : 1);
  if (text[equals] !== "=") return undefined;
  return { key: compileKey(text.slice(1, close)), value: compileAssignmentText(text.slice(equals + 1)), append };
}
