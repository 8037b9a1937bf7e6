/** The tree of an expression. */
export type Expression =
  | { readonly kind: "self" }
  | { readonly kind: "key"; readonly of: Expression; readonly key: string; readonly isOptional: boolean }
  /** `[]` without an index. */
  | { readonly kind: "each"; readonly of: Expression; readonly isOptional: boolean }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
  | {
      readonly kind: "slice";
      readonly of: Expression;
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
    }
  /** All below, with the keys for `...`. */
  | { readonly kind: "descend"; readonly withKeys: boolean }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly source: string }
  | { readonly kind: "text"; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "array"; readonly content: Expression | undefined }
  | { readonly kind: "object"; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: "pipe"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "bind"; readonly source: Expression; readonly name: string; readonly body: Expression }
  | {
      readonly kind: "reduce";
      readonly source: Expression;
      readonly name: string;
      readonly start: Expression;
      readonly step: Expression;
    }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "assign"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "attribute";
      readonly name: string;
      readonly isUpdate: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "format"; readonly name: string };

export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
}
