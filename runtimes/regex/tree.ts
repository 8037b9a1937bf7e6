import type { CharacterSet } from "./bracket.ts";

export type RegexNode =
  /** One character; `source` is the set in a `RegExp` with the flag `v`. */
  | { readonly kind: "set"; readonly set: CharacterSet; readonly source: string }
  | { readonly kind: "place"; readonly isAt: (text: string, at: number) => boolean; readonly source: string }
  | { readonly kind: "sequence"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "group"; readonly number: number; readonly node: RegexNode }
  /** What a group has matched, again: `\1`. */
  | { readonly kind: "back"; readonly number: number }
  | { readonly kind: "repeat"; readonly node: RegexNode; readonly min: number; readonly max: number };

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groups: number;
  readonly hasBackReferences: boolean;
}

/** What is no regular expression; the message is glibc's. */
export class RegexSyntaxError extends Error {}
