import type { ArithmeticExpression, Word, WordPart } from "unbash";
import type { ParsedArithmetic } from "./arithmetic-tree.ts";
import { type ElementAssignment, parseElement } from "./array-element.ts";
import { compileKey } from "./compile.ts";
import type { CompiledWord, Piece } from "./pieces.ts";

/** Texts that are made anew each time would fill it; whoever uses few finds them all. */
const MAX_TEXTS = 500;

/** What expansion has parsed, so that a loop parses it once. A shell has one, and its subshells may share it. */
export class ParsedTexts {
  readonly #words = new WeakMap<Word, CompiledWord>();
  readonly #parts = new WeakMap<readonly WordPart[], readonly Piece[]>();
  readonly #expressions = new WeakMap<ArithmeticExpression, string>();
  readonly #elements = new WeakMap<Word, ElementAssignment | undefined>();
  readonly #arithmetic = new Map<string, ParsedArithmetic>();
  readonly #keys = new Map<string, readonly Piece[]>();
  readonly #quoted = new Map<string, readonly Piece[]>();

  word(word: Word, compile: (word: Word) => CompiledWord): CompiledWord {
    return keptFor(this.#words, word, compile);
  }

  parts(parts: readonly WordPart[], compile: (parts: readonly WordPart[]) => readonly Piece[]): readonly Piece[] {
    return keptFor(this.#parts, parts, compile);
  }

  expression(expression: ArithmeticExpression, textOf: (expression: ArithmeticExpression) => string): string {
    return keptFor(this.#expressions, expression, textOf);
  }

  /** `[key]=value` of an array. @returns nothing for a word that is only a value */
  element(word: Word): ElementAssignment | undefined {
    return word.text.startsWith("[") ? keptFor(this.#elements, word, parseElement) : undefined;
  }

  arithmetic(text: string, parse: (text: string) => ParsedArithmetic): ParsedArithmetic {
    return remembered(this.#arithmetic, text, parse);
  }

  /** What stands between brackets, in a text. */
  key(text: string): readonly Piece[] {
    return remembered(this.#keys, text, compileKey);
  }

  /** A text that is expanded as if it stood in double quotes. */
  quoted(text: string, compile: (text: string) => readonly Piece[]): readonly Piece[] {
    return remembered(this.#quoted, text, compile);
  }
}

function keptFor<K extends object, T>(known: WeakMap<K, T>, node: K, make: (node: K) => T): T {
  let made = known.get(node);
  if (made === undefined) {
    made = make(node);
    known.set(node, made);
  }
  return made;
}

function remembered<T>(known: Map<string, T>, text: string, make: (text: string) => T): T {
  let made = known.get(text);
  if (made === undefined) {
    made = make(text);
    if (known.size >= MAX_TEXTS) known.clear();
    known.set(text, made);
  }
  return made;
}
