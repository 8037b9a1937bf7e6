import { readCondition } from "./condition.ts";
import { type TokenReader, UnexpectedError } from "./token-reader.ts";
import type { Token } from "./tokens.ts";
import { bracketEnd } from "./word-end.ts";

/** The rest of the grammar, which compound commands are made of. */
export interface Grammar {
  readonly text: string;
  readonly hasExtendedGlobs: boolean;
  readonly tokens: TokenReader;
  list(isEnd: (token: Token) => boolean): void;
  /** A list up to one of these words, which is returned. */
  listTo(...words: readonly string[]): string;
  simple(): void;
  elements(): void;
}

/** How an assignment begins. */
export const ASSIGNMENT = /^[A-Za-z_][A-Za-z_0-9]*(?:\[.*?\])?\+?=/s;
const TERMINATORS = new Set([";;", ";&", ";;&"]);

/** @returns whether there is one */
export function compound(grammar: Grammar): boolean {
  const { tokens } = grammar;
  const token = tokens.peek();
  if (token.kind === "operator" && token.text === "(") {
    parentheses(grammar, token);
    return true;
  }
  if (token.kind !== "word") return false;
  switch (token.text) {
    case "if":
      tokens.next();
      ifCommand(grammar);
      return true;
    case "while":
    case "until":
      tokens.next();
      grammar.listTo("do");
      grammar.listTo("done");
      return true;
    case "for":
    case "select":
      tokens.next();
      forCommand(grammar, token.text === "for");
      return true;
    case "case":
      tokens.next();
      caseCommand(grammar);
      return true;
    case "{":
      tokens.next();
      grammar.listTo("}");
      return true;
    case "[[":
      tokens.next();
      condition(grammar);
      return true;
    case "function":
      tokens.next();
      functionDefinition(grammar);
      return true;
    case "coproc":
      tokens.next();
      coprocess(grammar);
      return true;
    default:
      return false;
  }
}

function parentheses(grammar: Grammar, open: Token): void {
  const { tokens } = grammar;
  const end = arithmeticEnd(grammar, open);
  tokens.next();
  if (end !== undefined) {
    tokens.at = end;
    return;
  }
  tokens.newlines();
  subshellBody(grammar);
}

function subshellBody(grammar: Grammar): void {
  grammar.list((token) => token.kind === "operator" && token.text === ")");
  grammar.tokens.expect("operator", ")");
}

/** Where `((…))` ends, if it is that. */
function arithmeticEnd(grammar: Grammar, { start }: Token): number | undefined {
  if (grammar.text[start + 1] !== "(") return undefined;
  const end = bracketEnd(grammar.text, start + 1, "(", ")");
  return grammar.text.slice(end - 2, end) === "))" ? end : undefined;
}

function ifCommand(grammar: Grammar): void {
  grammar.listTo("then");
  for (let word = grammar.listTo("elif", "else", "fi"); word !== "fi"; ) {
    if (word === "elif") grammar.listTo("then");
    word = word === "elif" ? grammar.listTo("elif", "else", "fi") : grammar.listTo("fi");
  }
}

function forCommand(grammar: Grammar, hasArithmetic: boolean): void {
  const { tokens } = grammar;
  const token = tokens.peek();
  const end = hasArithmetic && token.kind === "operator" ? arithmeticEnd(grammar, token) : undefined;
  if (end !== undefined) {
    tokens.next();
    tokens.at = end;
    if (tokens.is("operator", ";")) tokens.next();
  } else {
    tokens.expect("word");
    if (tokens.is("operator", ";")) tokens.next();
    else {
      tokens.newlines();
      if (tokens.is("word", "in")) forWords(grammar);
    }
  }
  tokens.newlines();
  if (tokens.is("word", "{")) {
    tokens.next();
    grammar.listTo("}");
    return;
  }
  tokens.expect("word", "do");
  grammar.listTo("done");
}

function forWords(grammar: Grammar): void {
  const { tokens } = grammar;
  tokens.next();
  while (tokens.peek().kind === "word") tokens.next();
  if (tokens.is("operator", ";") || tokens.peek().kind === "newline") tokens.next();
  else tokens.fail();
}

function caseCommand(grammar: Grammar): void {
  const { tokens } = grammar;
  tokens.expect("word");
  tokens.newlines();
  tokens.expect("word", "in");
  tokens.newlines();
  while (!tokens.is("word", "esac")) {
    if (tokens.is("operator", "(")) tokens.next();
    tokens.expect("word");
    while (tokens.is("operator", "|")) {
      tokens.next();
      tokens.expect("word");
    }
    tokens.expect("operator", ")");
    tokens.newlines();
    const isEnd = (token: Token): boolean =>
      (token.kind === "operator" && TERMINATORS.has(token.text)) || (token.kind === "word" && token.text === "esac");
    if (!isEnd(tokens.peek())) grammar.list(isEnd);
    if (!isEnd(tokens.peek())) tokens.fail();
    if (tokens.peek().kind === "operator") tokens.next();
    tokens.newlines();
  }
  tokens.next();
}

function condition(grammar: Grammar): void {
  const { tokens } = grammar;
  const { messages, end, position } = readCondition(grammar.text, tokens.at, grammar.hasExtendedGlobs);
  const { isInSubstitution } = tokens;
  if (messages) throw new UnexpectedError({ kind: "condition", messages, position, isInSubstitution });
  tokens.at = end;
}

function functionDefinition(grammar: Grammar): void {
  const { tokens } = grammar;
  tokens.expect("word");
  if (tokens.is("operator", "(")) {
    const open = tokens.next();
    if (!tokens.is("operator", ")")) {
      if (grammar.text[open.start + 1] === "(") tokens.fail();
      tokens.newlines();
      subshellBody(grammar);
      tokens.redirections();
      return;
    }
    tokens.next();
  }
  functionBody(grammar);
}

export function functionBody(grammar: Grammar): void {
  const { tokens } = grammar;
  tokens.newlines();
  const { kind, text } = tokens.peek();
  if ((kind === "word" && (text === "function" || text === "coproc")) || !compound(grammar)) tokens.fail();
  tokens.redirections();
}

function coprocess(grammar: Grammar): void {
  const { tokens } = grammar;
  if (compound(grammar)) return;
  const first = tokens.peek();
  if (first.kind !== "word" || ASSIGNMENT.test(first.text)) {
    grammar.simple();
    return;
  }
  tokens.next();
  if (!compound(grammar)) grammar.elements();
}
