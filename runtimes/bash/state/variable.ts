/** What `declare` can say of a name. */
export interface Attributes {
  readonly exported: boolean;
  readonly readonly: boolean;
  readonly integer: boolean;
  /** At most one of these: `-l`, `-u`, `-c`. */
  readonly letterCase: "lower" | "upper" | "capitalize" | undefined;
  readonly nameref: boolean;
  readonly trace: boolean;
}

export const NO_ATTRIBUTES: Attributes = {
  exported: false,
  readonly: false,
  integer: false,
  letterCase: undefined,
  nameref: false,
  trace: false,
};

/**
 * A value. `unset` is a name that has attributes only, `array` among them (`declare -a x`). Text is UTF-16 in which a lone
 * surrogate of U+DC80 … U+DCFF stands for a byte that is not UTF-8. Indices of an indexed array go up in the order of its
 * map; keys of an associative one come in the order of bash's hash table. Maps are what they were until the variable changes.
 */
export type Value =
  | { readonly kind: "unset"; readonly array?: "indexed" | "associative" }
  | { readonly kind: "scalar"; readonly text: string }
  | { readonly kind: "indexed"; readonly items: ReadonlyMap<number, string> }
  | { readonly kind: "associative"; readonly items: ReadonlyMap<string, string> };

export interface Variable {
  readonly value: Value;
  readonly attributes: Attributes;
}
