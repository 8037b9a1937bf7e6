import type { Statement } from "unbash";
import { expandAliases } from "../tree/aliases.ts";
import { parseScript, type Script } from "../tree/script.ts";
import type { SyntaxProblem } from "../tree/syntax-problem.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { ControlFlow, type Frame } from "./shell.ts";
import { runTrap } from "./trap-runner.ts";
import { CommandAbandoned } from "./unwinding.ts";

/** Levels of `eval`, `source` and traps within each other. */
const MAX_EVALUATIONS = 2_000;
const STACK_LEVELS = 16;

/** Parses and runs a text in this shell, as `eval` and `source` do. */
export async function evaluate(
  shell: BashShell,
  text: string,
  options: { readonly frame?: Frame; readonly firstLine?: number; readonly context?: string } = {},
): Promise<number> {
  const { frame } = options;
  if (shell.evaluations >= MAX_EVALUATIONS) {
    await shell.error(`eval: maximum eval nesting level exceeded (${MAX_EVALUATIONS})`);
    throw new ControlFlow("exit", 1);
  }
  const { source, loopDepth } = shell;
  shell.evaluations++;
  shell.traceLevel++;
  if (frame) shell.frames.push(frame);
  if (shell.evaluations % STACK_LEVELS === 0) await Promise.resolve();
  try {
    return await runText(
      shell,
      text,
      options.firstLine ?? (frame ? 1 : endLine(shell)),
      options.context ?? (frame ? "" : "eval: "),
    );
  } catch (error) {
    if (!frame || !(error instanceof ControlFlow) || error.kind !== "return") throw error;
    shell.lastStatus = error.value;
    return error.value;
  } finally {
    shell.evaluations--;
    shell.traceLevel--;
    shell.source = source;
    shell.loopDepth = loopDepth;
    if (frame) {
      if (shell.traps.has("RETURN")) await runTrap(shell, "RETURN");
      shell.frames.pop();
    }
  }
}

/** A text is numbered from the line that was read last: the last one of the command that runs. */
function endLine(shell: BashShell): number {
  const { currentCommand: node, currentSource } = shell;
  return node && currentSource === shell.source ? currentSource.lineAt(node.end) : shell.line;
}

/** Runs a text, one line's statements after the other. What a line can't go on after is forgotten with the next one. */
export async function runText(shell: BashShell, text: string, firstLine: number, context: string): Promise<number> {
  const script = parseScript(text, firstLine);
  let status = 0;
  let printed = 0;
  for (const group of groupsOf(script)) {
    if (shell.options.set.verbose) {
      const lines = text.slice(printed, group.lineEnd);
      await shell.process.printError(lines.endsWith("\n") ? lines : `${lines}\n`);
    }
    printed = group.lineEnd;
    const expanded = usesAliases(shell) ? expandAliases(group.text, shell.aliases) : group.text;
    if (expanded !== group.text)
      status = await runExpanded(shell, expanded, script.source.lineAt(group.start), context);
    else status = await runGroup(shell, script, group);
  }
  if (script.problem) {
    const ended = await reportProblem(shell, script.problem, context);
    const { resumesAt } = script.problem;
    if (resumesAt === undefined || resumesAt >= text.length) return ended;
    return runText(shell, text.slice(resumesAt), script.source.lineAt(resumesAt), context);
  }
  if (shell.options.set.verbose && printed < text.length) await shell.process.printError(text.slice(printed));
  return status;
}

function usesAliases(shell: BashShell): boolean {
  return shell.aliases.size > 0 && (shell.options.shopt.expand_aliases || shell.options.set.posix);
}

/** A line in which aliases stood. */
async function runExpanded(shell: BashShell, text: string, line: number, context: string): Promise<number> {
  const script = parseScript(text, line);
  let status = 0;
  for (const group of groupsOf(script)) status = await runGroup(shell, script, group);
  return script.problem ? reportProblem(shell, script.problem, context) : status;
}

async function reportProblem(shell: BashShell, problem: SyntaxProblem, context: string): Promise<number> {
  for (const message of problem.messages) {
    await shell.process.printError(`${shell.messageName()}: ${context}line ${problem.line}: ${message}\n`);
  }
  if (problem.resumesAt !== undefined) {
    shell.lastStatus = 1;
    return 1;
  }
  shell.lastStatus = problem.isCondition && context === "-c: " ? 0 : 2;
  shell.hadSyntaxError = true;
  return shell.lastStatus;
}

async function runGroup(shell: BashShell, script: Script, group: Group): Promise<number> {
  shell.source = script.source;
  for (const open of script.openHereDocs) {
    if (open.position < group.start || open.position >= group.end) continue;
    const warning = `warning: here-document at line ${open.line} delimited by end-of-file (wanted \`${open.delimiter}')`;
    await shell.process.printError(`${shell.messageName()}: line ${open.endLine}: ${warning}\n`);
  }
  try {
    const result = shell.executeList(group.statements);
    return isPending(result) ? await result : result;
  } catch (error) {
    if (!(error instanceof CommandAbandoned)) throw error;
    shell.lastStatus = error.status;
    shell.ignoringFailure = 0;
    if (shell.options.set.errexit) throw new ControlFlow("exit", error.status);
    return error.status;
  }
}

/** Statements that stand in one line: they are read together. */
interface Group {
  readonly statements: readonly Statement[];
  readonly start: number;
  readonly end: number;
  /** Where the line ends in which the last of them does, with its here-documents. */
  readonly lineEnd: number;
  readonly text: string;
}

function* groupsOf(script: Script): Generator<Group> {
  const { text } = script.source;
  let statements: Statement[] = [];
  for (const [at, statement] of script.statements.entries()) {
    statements.push(statement);
    const next = script.statements[at + 1];
    if (next && !text.slice(statement.end, next.pos).includes("\n")) continue;
    const start = statements[0]?.pos ?? 0;
    const lineEnd = next ? text.lastIndexOf("\n", next.pos - 1) + 1 : text.length;
    yield { statements, start, end: statement.end, lineEnd, text: text.slice(start, lineEnd) };
    statements = [];
  }
}
