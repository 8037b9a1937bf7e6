import type { Span } from "../../regex/regex.ts";

type LetterCase = "upper" | "lower" | undefined;

export type ReplacementPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly number: number }
  /** `\U`, `\L` and `\E`: until the next of them. */
  | { readonly kind: "case"; readonly letters: LetterCase }
  /** `\u` and `\l`: the next character. */
  | { readonly kind: "next-case"; readonly letters: LetterCase };

/** What `s` puts in the place of a match. */
export class Replacement {
  readonly parts: readonly ReplacementPart[];
  readonly #hasCases: boolean;
  /** The highest number of a group that it names. */
  readonly groups: number;

  constructor(parts: readonly ReplacementPart[]) {
    this.parts = parts;
    this.#hasCases = parts.some(({ kind }) => kind === "case" || kind === "next-case");
    this.groups = Math.max(0, ...parts.map((part) => (part.kind === "group" ? part.number : 0)));
  }

  textFor(text: string, spans: readonly Span[]): string {
    if (this.#hasCases) return this.#withCases(text, spans);
    let result = "";
    for (const part of this.parts)
      if (part.kind === "text") result += part.text;
      else if (part.kind === "group") result += groupText(text, spans[part.number]);
    return result;
  }

  #withCases(text: string, spans: readonly Span[]): string {
    let result = "";
    let all: LetterCase;
    let next: LetterCase;
    for (const part of this.parts) {
      if (part.kind === "case") {
        all = part.letters;
        next = undefined;
      } else if (part.kind === "next-case") next = part.letters;
      else {
        const added = part.kind === "text" ? part.text : groupText(text, spans[part.number]);
        if (added === "") continue;
        const length = next ? String.fromCodePoint(added.codePointAt(0) ?? 0).length : 0;
        result += withCase(added.slice(0, length), next) + withCase(added.slice(length), all);
        next = undefined;
      }
    }
    return result;
  }
}

function groupText(text: string, span: Span): string {
  return span ? text.slice(span[0], span[1]) : "";
}

/** Characters that have no single counterpart stay as they are. */
function withCase(text: string, letters: LetterCase): string {
  if (letters === undefined) return text;
  let result = "";
  for (const character of text) {
    const changed = letters === "upper" ? character.toUpperCase() : character.toLowerCase();
    result += changed.length === character.length ? changed : character;
  }
  return result;
}
