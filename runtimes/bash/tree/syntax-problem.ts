import { readGrammar } from "./grammar.ts";
import { type OpenHereDoc, openHereDoc } from "./open-here-doc.ts";
import type { SourceText } from "./source-text.ts";
import type { Unexpected } from "./token-reader.ts";
import type { LeftOpen } from "./tokens.ts";

/** What bash says of a text it can't parse: one message or two, each of which gets the prefix and the line. */
export interface SyntaxProblem {
  readonly line: number;
  readonly messages: readonly string[];
  /** Within `[[ … ]]`: bash -c then ends with the status of the command before. */
  readonly isCondition?: boolean;
  /** Within the parentheses of an array: bash forgets the line and goes on here, behind it. */
  readonly resumesAt?: number;
  /** In `$(…)`: bash gives up all that it reads. */
  readonly isInSubstitution?: boolean;
  /** Of which bash warns before. */
  readonly openHereDocs?: readonly OpenHereDoc[];
}

const CLOSERS: readonly { readonly part: string; readonly closer: string }[] = [
  { part: "single quote", closer: "'" },
  { part: "ANSI", closer: "'" },
  { part: "double quote", closer: '"' },
  { part: "locale", closer: '"' },
  { part: "parameter expansion", closer: "}" },
  { part: "command substitution", closer: ")" },
  { part: "process substitution", closer: ")" },
  { part: "arithmetic", closer: ")" },
  { part: "backtick", closer: "`" },
  { part: "array", closer: ")" },
  { part: "extended glob", closer: ")" },
];

/**
 * Turns an error of the parser into bash's words for it, with what bash's grammar says where it has no place for a token.
 * @param hasExtendedGlobs whether `@(…)` is a pattern
 */
export function describeSyntaxError(
  source: SourceText,
  message: string,
  position: number,
  hasExtendedGlobs = true,
): SyntaxProblem {
  const isGlob = message === "unterminated extended glob" && !hasExtendedGlobs;
  const isUnterminated = message.startsWith("unterminated") && !isGlob;
  if (isUnterminated && !source.text.includes("<<")) return unterminated(source, message, position);
  const { unexpected, openHereDocs } = readGrammar(source.text, hasExtendedGlobs);
  if (isUnterminated) {
    const isInHereDoc = openHereDocs.length > 0 && unexpected?.kind === "end" && unexpected.isInSubstitution;
    if (!isInHereDoc) return unterminated(source, message, position);
    const messages = ["unexpected EOF while looking for matching `)'"];
    return { ...atEnd(source), messages, openHereDocs: withLines(source, openHereDocs) };
  }
  if (unexpected) return describe(source, unexpected, openHereDocs);
  const rest = source.text.slice(position);
  const token = /^\s*$/.test(rest) ? undefined : (/^\s*([^\s;&|()<>]+|\S)/.exec(rest)?.[1] ?? "newline");
  return token === undefined ? atEnd(source) : near(source, token, position);
}

/** What bash says of the first thing that its grammar has no place for. */
export function describe(source: SourceText, unexpected: Unexpected, openHereDocs: readonly LeftOpen[]): SyntaxProblem {
  const { isInSubstitution } = unexpected;
  if (unexpected.kind === "end")
    return { ...atEnd(source), isInSubstitution, openHereDocs: withLines(source, openHereDocs) };
  const { position } = unexpected;
  if (unexpected.kind === "condition") return { ...condition(source, unexpected.messages, position), isInSubstitution };
  const problem = near(source, unexpected.text, position);
  if (!unexpected.isInArray) return { ...problem, isInSubstitution };
  const lineEnd = source.text.indexOf("\n", position);
  return { ...problem, resumesAt: lineEnd < 0 ? source.text.length : lineEnd + 1 };
}

function withLines(source: SourceText, hereDocs: readonly LeftOpen[]): OpenHereDoc[] {
  return hereDocs.map(({ position, delimiter }) => openHereDoc(source, position, delimiter));
}

function condition(source: SourceText, messages: readonly string[], position: number): SyntaxProblem {
  const isAtEnd = source.text.slice(position).trim() === "";
  const isBehindEnd = messages[0]?.includes("`EOF'");
  return { line: isBehindEnd ? atEnd(source).line : source.lineAt(position), messages, isCondition: !isAtEnd };
}

function atEnd(source: SourceText): SyntaxProblem {
  const ending = source.text.endsWith("\n") ? 0 : 1;
  return { line: source.lastLine + ending, messages: ["syntax error: unexpected end of file"] };
}

function near(source: SourceText, token: string, position: number): SyntaxProblem {
  return {
    line: source.lineAt(position),
    messages: [`syntax error near unexpected token \`${token}'`, `\`${source.lineTextAt(position)}'`],
  };
}

function unterminated(source: SourceText, message: string, position: number): SyntaxProblem {
  let closer = CLOSERS.find((each) => message.includes(each.part))?.closer ?? "'";
  const opener = source.text[position];
  if (opener === "`") closer = "`";
  const isArithmetic = source.text.startsWith("((", opener === "$" ? position + 1 : position);
  return {
    line:
      closer === ")" && !message.includes("glob") && !isArithmetic
        ? source.lastLine + (source.text.endsWith("\n") ? 0 : 1)
        : source.lineAt(position),
    messages: [`unexpected EOF while looking for matching \`${closer}'`],
  };
}
