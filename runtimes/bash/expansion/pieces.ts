import type { ParsedScript } from "unbash";

/*
 * Words as expansion wants them: parts of unbash's tree, in which each text knows whether it is quoted. Compiled once for each
 * word of a program.
 */

export type Piece =
  /** `isQuoted` text stands for itself; other text is a pattern where patterns count; the operand of `${x:-…}` is split too. */
  | { readonly kind: "text"; readonly text: string; readonly isQuoted: boolean; readonly isSplit: boolean }
  | { readonly kind: "quotes"; readonly pieces: readonly Piece[] }
  | { readonly kind: "parameter"; readonly parameter: Parameter; readonly isQuoted: boolean }
  | { readonly kind: "command"; readonly script: ParsedScript | undefined; readonly isQuoted: boolean }
  | { readonly kind: "arithmetic"; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: "process"; readonly script: ParsedScript | undefined; readonly operator: "<" | ">" }
  | { readonly kind: "tilde"; readonly user: string };

export interface Parameter {
  /** As it is written, for messages. */
  readonly text: string;
  readonly name: string;
  readonly prefix: "!" | "#" | undefined;
  /** What stands between the brackets. */
  readonly index: { readonly text: string; readonly pieces: readonly Piece[] } | undefined;
  readonly operation: Operation | undefined;
}

export type LetterCaseOperator = "^" | "^^" | "," | ",," | "~" | "~~";

export type Operation =
  | {
      readonly kind: "default";
      readonly operator: "-" | "=" | "+" | "?";
      readonly isEmptyToo: boolean;
      readonly operand: readonly Piece[];
      readonly text: string;
    }
  | { readonly kind: "remove"; readonly operator: "#" | "##" | "%" | "%%"; readonly pattern: readonly Piece[] }
  | {
      readonly kind: "replace";
      readonly operator: "/" | "//" | "/#" | "/%";
      readonly pattern: readonly Piece[];
      readonly replacement: readonly Piece[];
    }
  | { readonly kind: "slice"; readonly offset: string; readonly length: string | undefined }
  | {
      readonly kind: "case";
      readonly operator: LetterCaseOperator;
      readonly pattern: readonly Piece[] | undefined;
    }
  | { readonly kind: "transform"; readonly operator: string }
  | { readonly kind: "names"; readonly isJoined: boolean }
  | { readonly kind: "bad" };

export interface CompiledWord {
  /** The whole result of a word that has nothing to expand: no tilde, no pattern. */
  readonly literal: string | undefined;
  /** The variable, if the word is nothing but `"$x"` or `$x`. */
  readonly variable: { readonly name: string; readonly isQuoted: boolean } | undefined;
  readonly pieces: readonly Piece[];
  /** The word may have brace expansions in it. */
  readonly hasBraces: boolean;
}
