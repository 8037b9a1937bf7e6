import { parse } from "sucrase/dist/esm/parser/index.js";
import { TokenType as tt } from "sucrase/dist/esm/parser/tokenizer/types.js";

/** Something of TypeScript that is more than a type: Node refuses it. */
export interface Unsupported {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

interface Token {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  readonly isType: boolean;
}

const MODIFIERS = /^(?:public|private|protected|readonly|override)$/;

/** @throws what the parser finds wrong */
export function findUnsupported(source: string): Unsupported | undefined {
  const { tokens } = parse(source, false, true, false);
  const textAt = (index: number): string => {
    const token = tokens[index];
    return token ? source.slice(token.start, token.end) : "";
  };
  const closing = (index: number, open: number, close: number): number => {
    let depth = 0;
    for (let at = index; at < tokens.length; at++) {
      if (tokens[at]?.type === open) depth++;
      else if (tokens[at]?.type === close && --depth === 0) return at;
    }
    return tokens.length - 1;
  };
  const upTo = (what: string, from: number, last: number): Unsupported => ({
    what,
    start: tokens[from]?.start ?? 0,
    end: tokens[last]?.end ?? source.length,
  });

  for (const [index, token] of tokens.entries()) {
    if (token.type === tt._enum && !token.isType) {
      const from = textAt(index - 1) === "const" ? index - 1 : index;
      return upTo("enum", from, closing(index, tt.braceL, tt.braceR));
    }
    const text = textAt(index);
    if (text === "constructor" && textAt(index + 1) === "(") {
      const name = parameterProperty(tokens, index + 1, closing(index + 1, tt.parenL, tt.parenR), textAt);
      if (name) return upTo("parameter property", name.first, name.last);
    }
    if ((text === "namespace" || text === "module") && isNamespace(tokens, index, textAt))
      return upTo("namespace declaration", index, closing(index, tt.braceL, tt.braceR));
  }
  return undefined;
}

type TextAt = (index: number) => string;

/** The first parameter of a constructor that is also a property: its name, and what follows it up to the next parameter. */
function parameterProperty(tokens: readonly Token[], open: number, close: number, textAt: TextAt) {
  let depth = 0;
  for (let at = open; at < close; at++) {
    const text = textAt(at);
    if (/^[([{]$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text)) depth--;
    if (depth !== 1 || !MODIFIERS.test(text) || !/^[(,]$/.test(textAt(at - 1))) continue;
    let first = at + 1;
    while (MODIFIERS.test(textAt(first))) first++;
    if (tokens[first]?.type !== tt.name) continue;
    let last = first;
    for (let inner = 0; last + 1 < close; last++) {
      const next = textAt(last + 1);
      if (next === "," && inner === 0) break;
      if (/^[([{<]$/.test(next)) inner++;
      else if (/^[)\]}>]$/.test(next)) inner--;
    }
    return { first, last };
  }
  return undefined;
}

/** At the beginning of a statement, and not only declared. */
function isNamespace(tokens: readonly Token[], index: number, textAt: TextAt): boolean {
  const before = tokens[index - 1];
  const begins = !before || /^(?:[;}]|export)$/.test(textAt(index - 1));
  return begins && tokens[index + 1]?.type === tt.name && /^[{.]$/.test(textAt(index + 2));
}
