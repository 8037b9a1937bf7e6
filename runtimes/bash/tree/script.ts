import { forEachChild, type HereDoc, type ParsedScript, type Statement, type SyntaxNode } from "unbash";
import { parseWords } from "./joined-words.ts";
import { SourceText } from "./source-text.ts";
import { describeSyntaxError, type SyntaxProblem } from "./syntax-problem.ts";

/** A here-document that ended with the text, of which bash warns when it gets there. */
export interface OpenHereDoc {
  readonly position: number;
  readonly line: number;
  readonly endLine: number;
  readonly delimiter: string;
}

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

/** Parses a text into what can be run, and what is wrong behind that. */
export function parseScript(text: string, firstLine = 1): Script {
  const source = new SourceText(text, firstLine);
  const parsed = parseWords(text);
  const error = firstError(parsed, text);
  if (!error)
    return {
      source,
      statements: parsed.commands,
      end: text.length,
      openHereDocs: openHereDocs(parsed, source),
      problem: undefined,
    };
  const problem = describeSyntaxError(source, error.message, error.pos);
  const { script: good, end } = statementsBefore(parsed, source, error.pos);
  return { source, statements: good.commands, end, openHereDocs: openHereDocs(good, source), problem };
}

function firstError(parsed: ParsedScript, text: string): { message: string; pos: number } | undefined {
  let first = earliest(parsed.errors);
  // Substitutions are parsed when somebody looks at them; bash parses what is in `$(…)` at once.
  if (text.includes("$(") || text.includes("<(") || text.includes(">(")) {
    const visit = (node: SyntaxNode): void => {
      if (node.type === "CommandExpansion" && node.text.startsWith("`")) return;
      if (node.type === "Script" && node.errors && node.source === undefined) {
        const inner = earliest(node.errors);
        if (inner && (!first || inner.pos < first.pos)) first = inner;
      }
      forEachChild(node, visit);
    };
    for (const statement of parsed.commands) visit(statement);
  }
  return first;
}

function earliest(errors: ParsedScript["errors"]): { message: string; pos: number } | undefined {
  let first: { message: string; pos: number } | undefined;
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
  const visit = (node: SyntaxNode): void => {
    if (node.type === "HereDoc") {
      if (isOpen(node)) {
        found.push({
          position: node.pos,
          line: source.lineAt(node.pos),
          endLine: source.lineAt(Math.max(0, source.text.replace(/\n$/, "").length)),
          delimiter: node.delimiter?.value ?? "",
        });
      }
      return;
    }
    if (node.type === "Word" || node.type === "Assignment") return;
    forEachChild(node, visit);
  };
  for (const statement of parsed.commands) visit(statement);
  return found;
}

function isOpen(node: HereDoc): boolean {
  return node.closing === undefined;
}
