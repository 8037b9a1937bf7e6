import type { AddressedLines } from "./addressed-lines.ts";
import type { PatternFlags } from "./expression-parser.ts";
import type { OutputFile } from "./output-file.ts";
import type { Pattern } from "./pattern.ts";
import type { Replacement } from "./replacement.ts";

export interface Substitution {
  readonly kind: "substitute";
  readonly pattern: Pattern;
  /** How the pattern is written. */
  readonly source: string;
  readonly flags: PatternFlags;
  readonly replacement: Replacement;
  /** The first match that is replaced, counted from 1. */
  readonly first: number;
  readonly isGlobal: boolean;
  readonly prints: boolean;
  /** What comes of it is run as a command, and replaced by what that prints; `printsFirst`: after it has been printed. */
  readonly runs: boolean;
  readonly printsFirst: boolean;
  readonly output: OutputFile | undefined;
}

export type PlainName = "=" | "d" | "D" | "F" | "g" | "G" | "h" | "H" | "n" | "N" | "p" | "P" | "x" | "z";

export type Action =
  | { readonly kind: "plain"; readonly name: PlainName }
  | { readonly kind: "text"; readonly name: "a" | "c" | "i"; text: string }
  /** Where it goes is known when the whole script is. */
  | { readonly kind: "block"; end: number }
  | { readonly kind: "jump"; readonly name: "b" | "t" | "T"; readonly label: string; target: number }
  | { readonly kind: "quit"; readonly prints: boolean; readonly status: number }
  | { readonly kind: "list"; readonly columns: number | undefined }
  | { readonly kind: "read"; readonly isOneLine: boolean; readonly file: string }
  /** A label or the end of a block, which does nothing. */
  | { readonly kind: "note"; readonly text: string }
  /** Without a text, the line is what is run. */
  | { readonly kind: "run"; readonly command: string | undefined }
  | { readonly kind: "write"; readonly isFirstLine: boolean; readonly output: OutputFile }
  | { readonly kind: "translate"; readonly characters: ReadonlyMap<string, string> }
  | Substitution;

export interface Command {
  readonly lines: AddressedLines | undefined;
  readonly action: Action;
  /** Whether it has to be known what comes behind this line. */
  readonly looksAhead: boolean;
}

export interface Script {
  readonly commands: readonly Command[];
  /** It began with `#n`. */
  readonly isQuiet: boolean;
}
