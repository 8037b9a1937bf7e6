import {
  forEachChild,
  type ParsedScript,
  type SyntaxNode,
  type TestCommand,
  type TestExpression,
  type Word,
  type WordPart,
} from "unbash";
import { readCondition } from "./condition.ts";

/** In a substitution, what may hold a bracket that closes none. */
const MISLEADING = /\bcase\b|#|<</;

/**
 * Where the parser takes what bash doesn't: a command's name with a bracket behind it, patterns that need `extglob`, and
 * conditions over several lines or with operators for operands.
 */
export function firstLeniency(parsed: ParsedScript, text: string, hasExtendedGlobs: boolean): number | undefined {
  if (!text.includes("(") && !text.includes("[[")) return undefined;
  const finder = new LeniencyFinder(text, hasExtendedGlobs);
  for (const statement of parsed.commands) finder.visit(statement);
  return finder.first;
}

class LeniencyFinder {
  readonly #text: string;
  readonly #hasExtendedGlobs: boolean;
  readonly #looksForGlobs: boolean;
  first: number | undefined;

  constructor(text: string, hasExtendedGlobs: boolean) {
    this.#text = text;
    this.#hasExtendedGlobs = hasExtendedGlobs;
    this.#looksForGlobs = !hasExtendedGlobs && /[@+?*!]\(/.test(text);
  }

  readonly visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case "Command":
        if (node.name && this.#hasBracketBehind(node.name)) this.#found(node.name.end);
        break;
      case "TestCommand":
        this.#condition(node);
        this.#substitutionsOf(node.expression);
        return;
      case "Word":
        this.#word(node);
        return;
      case "HereDoc":
        return;
      case "CommandExpansion":
        // What is between backquotes is read when it runs.
        if (node.text.startsWith("`")) return;
        break;
      case "Script":
        if (node.source !== undefined) return;
    }
    forEachChild(node, this.visit);
  };

  #found(position: number): void {
    if (this.first === undefined || position < this.first) this.first = position;
  }

  #hasBracketBehind({ end }: Word): boolean {
    let at = end;
    while (this.#text[at] === " " || this.#text[at] === "\t") at++;
    return this.#text[at] === "(";
  }

  #condition({ pos, end }: TestCommand): void {
    const text = this.#text.slice(pos + 2, end - 2);
    if (!/[\n;&|<>()]/.test(text) || (/\$\(|`/.test(text) && MISLEADING.test(text))) return;
    const { messages, position } = readCondition(this.#text, pos + 2, this.#hasExtendedGlobs);
    if (messages) this.#found(position);
  }

  #word(word: Word): void {
    if (!word.text.includes("(")) return;
    const { parts } = word;
    if (!parts) return;
    for (const part of parts) {
      if (this.#looksForGlobs) this.#globs(part);
      this.#substitutions(part);
    }
  }

  #globs(part: WordPart): void {
    if (part.type === "ExtendedGlob") this.#found(part.pos);
    else if (part.type === "BraceExpansion" && /[@+?*!]\(/.test(part.text)) this.#found(part.pos);
  }

  /** In expansions patterns are always allowed. */
  readonly #substitutions = (node: SyntaxNode): void => {
    if (node.type === "CommandExpansion" || node.type === "ProcessSubstitution") this.visit(node);
    else forEachChild(node, this.#substitutions);
  };

  #substitutionsOf(expression: TestExpression): void {
    forEachChild(expression, this.#substitutions);
  }
}
