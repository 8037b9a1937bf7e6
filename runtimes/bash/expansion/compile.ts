import { type ParameterExpansionPart, parse, type Word, type WordPart } from "unbash";
import { ansiC } from "../escapes.ts";
import { isName } from "../state/names.ts";
import { parseWords } from "../tree/joined-words.ts";
import { type Place, quotedText, textPieces } from "./compile-text.ts";
import { tildePieces } from "./compile-tilde.ts";
import { withOwnSource } from "./own-source.ts";
import type { CompiledWord, Operation, Parameter, Piece } from "./pieces.ts";

export function compileWord(word: Word): CompiledWord {
  return compileIn(word, "word");
}

export function compileAssignmentValue(word: Word): CompiledWord {
  return compileIn(word, "assignment");
}

/** What stands between the brackets of `name[…]=`. */
export function compileSubscript(word: Word): CompiledWord {
  return compileIn(word, "subscript");
}

function compileIn(word: Word, place: Place): CompiledWord {
  const { parts } = word;
  const pieces = parts ? piecesOf(parts, place) : tildePieces(textPieces(word.text, place), place);
  const hasBraces = parts?.some((part) => part.type === "BraceExpansion") ?? false;
  return {
    literal: literalOf(pieces, hasBraces, parts !== undefined),
    variable: variableOf(pieces),
    pieces,
    hasBraces,
  };
}

function literalOf(pieces: readonly Piece[], hasBraces: boolean, hasParts: boolean): string | undefined {
  if (hasBraces) return undefined;
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "quotes") {
      const inner = literalOf(piece.pieces, false, false);
      if (inner === undefined) return undefined;
      text += inner;
    } else if (piece.kind !== "text" || (hasParts && !piece.isQuoted && /[*?[\\]|[+@!]\(/.test(piece.text)))
      return undefined;
    else text += piece.text;
  }
  return text;
}

function variableOf(pieces: readonly Piece[]): CompiledWord["variable"] {
  const piece = pieces.length === 1 ? pieces[0] : undefined;
  if (piece?.kind === "quotes") {
    const inner = variableOf(piece.pieces);
    return inner && { name: inner.name, isQuoted: true };
  }
  if (piece?.kind !== "parameter") return undefined;
  const { name, prefix, index, operation } = piece.parameter;
  if (prefix || index || operation || !isName(name)) return undefined;
  return { name, isQuoted: piece.isQuoted };
}

export function piecesOf(parts: readonly WordPart[], place: Place): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of parts) add(pieces, part, place);
  return tildePieces(pieces, place);
}

function add(pieces: Piece[], part: WordPart, place: Place): void {
  const isQuoted = place === "quoted" || place === "document";
  switch (part.type) {
    case "Literal":
      pieces.push(...textPieces(part.text, place));
      return;
    case "SingleQuoted":
      if (isQuoted) {
        pieces.push(...compileDocument(part.text));
        return;
      }
      pieces.push({ kind: "quotes", pieces: [quotedText(part.value)] });
      return;
    case "AnsiCQuoted":
      pieces.push({ kind: "quotes", pieces: [quotedText(ansiC(part.text.slice(2, -1)))] });
      return;
    case "DoubleQuoted":
    case "LocaleString":
      pieces.push({ kind: "quotes", pieces: piecesOf(part.parts, "quoted") });
      return;
    case "Glob":
      if (part.kind === "bracket") addAround(pieces, "[", part.parts, "]", place);
      else pieces.push(...textPieces(part.text, place));
      return;
    case "ExtendedGlob":
      if (part.parts) addAround(pieces, `${part.operator}(`, part.parts, ")", place);
      else pieces.push({ ...quotedText(part.text), isQuoted: false, isSplit: place === "operand" });
      return;
    case "BraceExpansion":
      if (part.parts) addAround(pieces, "{", part.parts, "}", place);
      else pieces.push(...textPieces(part.text, place));
      return;
    case "SimpleExpansion":
      pieces.push({ kind: "parameter", parameter: simple(part.text), isQuoted });
      return;
    case "ParameterExpansion":
      pieces.push({ kind: "parameter", parameter: parameterOf(part, place), isQuoted });
      return;
    case "CommandExpansion":
      pieces.push({ kind: "command", script: part.script, isQuoted });
      return;
    case "ArithmeticExpansion":
      pieces.push({
        kind: "arithmetic",
        text: part.text.startsWith("$[") ? part.text.slice(2, -1) : part.text.slice(3, -2),
        isQuoted,
      });
      return;
    case "ProcessSubstitution":
      pieces.push({ kind: "process", script: part.script, operator: part.operator });
  }
}

function addAround(pieces: Piece[], open: string, parts: readonly WordPart[], close: string, place: Place): void {
  const isSplit = place === "operand";
  pieces.push({ kind: "text", text: open, isQuoted: false, isSplit });
  for (const inner of parts) add(pieces, inner, place);
  pieces.push({ kind: "text", text: close, isQuoted: false, isSplit });
}

function simple(text: string): Parameter {
  return { text, name: text.slice(1), prefix: undefined, index: undefined, operation: undefined };
}

function parameterOf(part: ParameterExpansionPart, place: Place): Parameter {
  const { text, parameter: name, prefix, index } = part;
  const pieces = index && wordPieces(index, "subscript");
  return {
    text,
    name,
    prefix,
    index: index && { text: index.text, pieces: pieces ?? [] },
    operation: operationOf(part, place),
  };
}

function operationOf(part: ParameterExpansionPart, place: Place): Operation | undefined {
  const { operation } = part;
  if (!operation) return undefined;
  const operandPlace = place === "quoted" || place === "document" ? "quoted" : place === "word" ? "operand" : place;
  switch (operation.type) {
    case "Default": {
      const isEmptyToo = operation.operator.length > 1;
      const operator = operation.operator.at(-1);
      if (operator !== "-" && operator !== "=" && operator !== "+" && operator !== "?") return { kind: "bad" };
      const operand = wordPieces(
        place === "document" ? withoutAnsiC(operation.operand) : operation.operand,
        operandPlace,
      );
      return { kind: "default", operator, isEmptyToo, operand, text: operation.operand.text };
    }
    case "Remove":
      return { kind: "remove", operator: operation.operator, pattern: wordPieces(operation.operand, "pattern") };
    case "Replace": {
      const pattern = wordPieces(operation.pattern, "pattern");
      return {
        kind: "replace",
        operator: operation.operator,
        pattern,
        replacement: wordPieces(operation.replacement, "pattern"),
      };
    }
    case "Slice":
      return { kind: "slice", offset: operation.offset.text, length: operation.length?.text };
    case "CaseModification":
      return {
        kind: "case",
        operator: operation.operator,
        pattern: operation.operand && wordPieces(operation.operand, "pattern"),
      };
    case "Transform":
      return { kind: "transform", operator: operation.operand.text };
    case "Names":
      return { kind: "names", isJoined: operation.operator === "*" };
    case "Unknown": {
      // `${x~}` and `${x~~}` swap letters, which bash has, but doesn't tell.
      const [, operator, rest] = /^(~~?)(.*)$/s.exec(operation.operator) ?? [];
      if (operator !== "~" && operator !== "~~") return { kind: "bad" };
      return { kind: "case", operator, pattern: rest ? textPieces(rest, "pattern") : undefined };
    }
  }
}

/** In a here-document `$'…'` is no quote, not even in an operand. */
function withoutAnsiC(word: Word): Word {
  if (!word.parts?.some((part) => part.type === "AnsiCQuoted")) return word;
  const parts = word.parts.map((part) =>
    part.type === "AnsiCQuoted" ? { ...part, type: "Literal" as const, value: part.text } : part,
  );
  return { ...word, parts };
}

function wordPieces(word: Word, place: Place): readonly Piece[] {
  return word.parts ? piecesOf(word.parts, place) : tildePieces(textPieces(word.text, place), place);
}

/** A text as it is expanded in a here-document, or in arithmetic: only `$`, backquotes and backslashes count. */
export function compileDocument(text: string): readonly Piece[] {
  if (!/[$`\\]/.test(text)) return text === "" ? [] : [quotedText(text)];
  let end = "END";
  while (text.includes(end)) end += "D";
  const source = `: <<${end}\n${text}\n${end}\n`;
  const [statement] = parse(source).commands;
  const command = statement?.command;
  const redirect = command?.type === "Command" ? command.redirects[0] : undefined;
  if (redirect?.type !== "HereDoc" || !redirect.body.parts) return textPieces(text, "document");
  const pieces = [...withOwnSource(piecesOf(redirect.body.parts, "document"), source)];
  // The newline in front of the delimiter is none of the text's.
  const last = pieces.at(-1);
  if (last?.kind === "text" && last.text.endsWith("\n"))
    pieces[pieces.length - 1] = { ...last, text: last.text.slice(0, -1) };
  return pieces;
}

/** What stands between the brackets of an element's name, where spaces don't end it. */
export function compileKey(text: string): readonly Piece[] {
  if (!/["'$`\\]/.test(text)) return text === "" ? [] : [quotedText(text)];
  const piece = compileText(`\${_[${text}]}`, "word")?.[0];
  return (piece?.kind === "parameter" && piece.parameter.index?.pieces) || textPieces(text, "subscript");
}

/** The value of `[key]=value` between the parentheses of an array. */
export function compileAssignmentText(text: string): readonly Piece[] {
  if (text === "") return [];
  return compileText(text, "assignment") ?? [quotedText(text)];
}

/** A word that is a text of its own. */
export function compileText(text: string, place: "word" | "assignment" = "word"): readonly Piece[] | undefined {
  const source = `: ${text}`;
  const command = parseWords(source).commands[0]?.command;
  const word = command?.type === "Command" ? command.suffix[0] : undefined;
  return word?.type === "Word" ? withOwnSource(compileIn(word, place).pieces, source) : undefined;
}
