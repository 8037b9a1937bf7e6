import { ExpressionError } from "./expression-error.ts";

export type Token =
  | { readonly kind: "path"; readonly text: string; readonly isOptional: boolean }
  | { readonly kind: "string" | "name" | "variable" | "format"; readonly text: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "operator"; readonly text: string }
  | { readonly kind: "end"; readonly text: "" };

export interface PlacedToken {
  readonly token: Token;
  /** Where it begins. */
  readonly at: number;
}

/** A key ends at what has a meaning of its own in an expression. */
const PATH = /\.([^\s;{}:[\],|.()=!"?]+)(\??)/y;
const QUOTED_PATH = /\."((?:[^"\\]|\\.)*)"(\??)/y;
const STRING = /"((?:[^"\\]|\\.)*)"/y;
const NUMBER = /-?(?:0x[0-9a-fA-F]+|0o[0-7]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/y;
const VARIABLE = /\$([\w-]+)/y;
const FORMAT = /@(\w+)/y;
const NAME = /[A-Za-z_]\w*/y;
/** Longer ones first; letters behind `*` are flags of a merge. */
const OPERATOR =
  /\*[+?dnc]*=|\*[+?dnc]*(?![\w*])|\.\.\.|\.\.|\/\/=|\/\/|\|=|\+=|-=|\/=|%=|==|!=|<=|>=|[.|,()[\]{}:;=+\-*/%<>?]/y;
const SPACE = /(?:\s|#[^\n]*)+/y;

/** @throws ExpressionError */
export function tokensOf(expression: string): PlacedToken[] {
  const tokens: PlacedToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(expression);
  };
  while (at < expression.length) {
    const space = match(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const [length, token] = tokenAt(match, tokens.at(-1)?.token) ?? [0, undefined];
    if (!token) throw new ExpressionError(`1:${at + 1}: invalid input text ${JSON.stringify(expression.slice(at))}`);
    tokens.push({ token, at });
    at += length;
  }
  tokens.push({ token: { kind: "end", text: "" }, at });
  return tokens;
}

function tokenAt(
  match: (pattern: RegExp) => RegExpExecArray | null,
  former: Token | undefined,
): readonly [number, Token] | undefined {
  const quotedPath = match(QUOTED_PATH);
  if (quotedPath) {
    const [all, text = "", question] = quotedPath;
    return [all.length, { kind: "path", text: unescaped(text), isOptional: question === "?" }];
  }
  const dots = match(/\.\.\.?/y);
  const path = dots ? null : match(PATH);
  if (path) {
    const [all, text = "", question] = path;
    return [all.length, { kind: "path", text, isOptional: question === "?" }];
  }
  const string = match(STRING);
  if (string) return [string[0].length, { kind: "string", text: string[1] ?? "" }];
  // After a value, a minus sign subtracts.
  const number = match(NUMBER);
  if (number && !(number[0].startsWith("-") && former && isValueEnd(former)))
    return [number[0].length, { kind: "number", text: number[0] }];
  for (const [kind, pattern] of [
    ["variable", VARIABLE],
    ["format", FORMAT],
    ["name", NAME],
  ] as const) {
    const found = match(pattern);
    if (found) return [found[0].length, { kind, text: found[1] ?? found[0] }];
  }
  if (match(/~/y)) return [1, { kind: "name", text: "null" }];
  const operator = match(OPERATOR);
  return operator ? [operator[0].length, { kind: "operator", text: operator[0] }] : undefined;
}

function isValueEnd({ kind, text }: Token): boolean {
  return kind === "operator" ? [")", "]", "}", ".", "..", "..."].includes(text) : kind !== "end";
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v" };

/** The text that is meant by what stands between quotes. */
export function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}
