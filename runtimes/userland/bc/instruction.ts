import type { Decimal } from "../decimal/decimal.ts";

/**
 * What the calculator does, one step each. `end` is the address behind it in the code as bc counts it, which messages of
 * errors name.
 */
export type Instruction =
  | { readonly kind: "constant"; readonly text: string; cached?: { readonly base: number; readonly value: Decimal } }
  | { readonly kind: "load" | "store" | "increment" | "decrement"; readonly variable: number; readonly end: number }
  | {
      readonly kind: "loadElement" | "storeElement" | "incrementElement" | "decrementElement";
      readonly array: number;
      readonly end: number;
    }
  | { readonly kind: "jump" | "jumpIfZero" | "jumpUnlessZero"; target: number }
  | { readonly kind: "call"; readonly callee: number; readonly isArray: readonly boolean[]; readonly end: number }
  | { readonly kind: "operate"; readonly operator: Operator; readonly end: number }
  | { readonly kind: "string" | "escapedString"; readonly text: string }
  | { readonly kind: "function"; readonly name: "length" | "sqrt" | "scale" | "read" | "random"; readonly end: number }
  | { readonly kind: Simple };

export type Simple = "duplicate" | "exchange" | "pop" | "print" | "printLine" | "negate" | "not" | "halt" | "return";

export type Operator = "+" | "-" | "*" | "/" | "%" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=";

export interface Parameter {
  readonly number: number;
  readonly isArray: boolean;
  /** Whether the array is the caller's own, not a copy. */
  readonly isShared: boolean;
}

export interface BcFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly autos: readonly Parameter[];
  readonly code: readonly Instruction[];
}

/** Variables that the calculator itself looks at, by their numbers. */
export const SPECIAL = { ibase: 0, obase: 1, scale: 2, history: 3, last: 4 } as const;
