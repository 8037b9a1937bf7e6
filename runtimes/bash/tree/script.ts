import { forEachChild, type ParsedScript, type Statement, type SyntaxNode } from "unbash";
import { readGrammar } from "./grammar.ts";
import { parseWords } from "./joined-words.ts";
import { firstLeniency } from "./leniency.ts";
import { type OpenHereDoc, openHereDoc } from "./open-here-doc.ts";
import { SourceText } from "./source-text.ts";
import { describe, describeSyntaxError, type SyntaxProblem } from "./syntax-problem.ts";

/** Statements that bash reads at once: those that end in the same line. */
export interface Script {
  readonly source: SourceText;
  readonly statements: readonly Statement[];
  /** Where the line ends that the last statement is in: before what is wrong, if something is. */
  readonly end: number;
  readonly openHereDocs: readonly OpenHereDoc[];
  /** What is wrong behind the statements. They are run first, as bash does, which reads one line at a time. */
  readonly problem: SyntaxProblem | undefined;
}

/**
 * Parses a text into what can be run, and what is wrong behind that.
 * @param hasExtendedGlobs whether `@(…)` is a pattern
 */
export function parseScript(text: string, firstLine: number, hasExtendedGlobs: boolean): Script {
  const source = new SourceText(text, firstLine);
  const parsed = parseWords(text);
  const fault = faultIn(parsed, source, hasExtendedGlobs);
  if (!fault)
    return {
      source,
      statements: parsed.commands,
      end: text.length,
      openHereDocs: openHereDocs(parsed, source),
      problem: undefined,
    };
  const { problem, position } = fault;
  const { script: good, end } = statementsBefore(parsed, source, position);
  return { source, statements: good.commands, end, openHereDocs: openHereDocs(good, source), problem };
}

/** The parser lets pass some of what bash doesn't. */
function faultIn(
  parsed: ParsedScript,
  source: SourceText,
  hasExtendedGlobs: boolean,
): { readonly problem: SyntaxProblem; readonly position: number } | undefined {
  const { text } = source;
  const error = firstError(parsed, text);
  const leniency = firstLeniency(parsed, text, hasExtendedGlobs);
  if (leniency !== undefined && (!error || leniency < error.pos)) {
    const { unexpected, openHereDocs } = readGrammar(text, hasExtendedGlobs);
    const position = unexpected && "position" in unexpected ? unexpected.position : text.length;
    if (unexpected && (!error || position <= error.pos))
      return { problem: describe(source, unexpected, openHereDocs), position };
  }
  if (!error) return undefined;
  const problem = describeSyntaxError(source, error.message, error.pos, hasExtendedGlobs);
  const isInSubstitution = error.isInSubstitution === true && problem.resumesAt === undefined;
  return { problem: { ...problem, isInSubstitution }, position: error.pos };
}

interface ParserError {
  readonly message: string;
  readonly pos: number;
  readonly isInSubstitution?: boolean;
}

function firstError(parsed: ParsedScript, text: string): ParserError | undefined {
  let first: ParserError | undefined = earliest(parsed.errors);
  // Substitutions are parsed when somebody looks at them; bash parses what is in `$(…)` at once.
  if (text.includes("$(") || text.includes("<(") || text.includes(">(")) {
    const visit = (node: SyntaxNode): void => {
      if (node.type === "HereDoc" || (node.type === "CommandExpansion" && node.text.startsWith("`"))) return;
      if (node.type === "Script" && node.errors && node.source === undefined) {
        const inner = earliest(node.errors);
        if (inner && (!first || inner.pos < first.pos)) first = { ...inner, isInSubstitution: true };
      }
      forEachChild(node, visit);
    };
    for (const statement of parsed.commands) visit(statement);
  }
  return first;
}

function earliest(errors: ParsedScript["errors"]): ParserError | undefined {
  let first: ParserError | undefined;
  for (const error of errors ?? []) if (!first || error.pos < first.pos) first = error;
  return first;
}

/**
 * The longest part of the text, up to the start of a line before the error, that is whole by itself. Only starts of top-level
 * statements are tried, so that this takes few attempts.
 */
function statementsBefore(
  parsed: ParsedScript,
  source: SourceText,
  errorPosition: number,
): { readonly script: ParsedScript; readonly end: number } {
  const starts = new Set([lineStart(source.text, errorPosition)]);
  for (const statement of parsed.commands) {
    if (statement.pos <= errorPosition) starts.add(lineStart(source.text, statement.pos));
  }
  const candidates = [...starts].filter((start) => start > 0).sort((a, b) => b - a);
  for (const start of candidates.slice(0, 100)) {
    const attempt = parseWords(source.text.slice(0, start));
    if (!attempt.errors?.length) return { script: attempt, end: start };
  }
  return { script: parseWords(""), end: 0 };
}

function lineStart(text: string, position: number): number {
  return text.lastIndexOf("\n", position - 1) + 1;
}

function openHereDocs(parsed: ParsedScript, source: SourceText): OpenHereDoc[] {
  if (!source.text.includes("<<")) return [];
  const found: OpenHereDoc[] = [];
  const visit = (node: SyntaxNode, end: number | undefined): void => {
    if (node.type === "HereDoc") {
      if (node.closing === undefined) found.push(openHereDoc(source, node.pos, node.delimiter?.value ?? "", end));
      return;
    }
    if ((node.type === "Word" || node.type === "Assignment") && !node.text.includes("<<")) return;
    if (node.type === "CommandExpansion" && node.text.startsWith("`")) return;
    if (node.type === "Script" && node.source !== undefined) return;
    const innerEnd = node.type === "Script" ? node.end : end;
    forEachChild(node, (child) => visit(child, innerEnd));
  };
  for (const statement of parsed.commands) visit(statement, undefined);
  return found;
}
