import type { Statement } from "unbash";
import { hereDocWarning } from "../tree/open-here-doc.ts";
import type { Script } from "../tree/script.ts";
import type { SyntaxProblem } from "../tree/syntax-problem.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { readScript } from "./reading.ts";
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
  const { source, loopDepth, currentCommand, currentSource } = shell;
  shell.evaluations++;
  shell.traceLevel++;
  if (frame) shell.frames.push(frame);
  if (shell.evaluations % STACK_LEVELS === 0) await Promise.resolve();
  try {
    return await runText(
      shell,
      text,
      options.firstLine ?? (frame ? 1 : shell.line),
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
    shell.currentCommand = currentCommand;
    shell.currentSource = currentSource;
    if (frame) {
      if (shell.traps.has("RETURN")) await runTrap(shell, "RETURN");
      shell.frames.pop();
    }
  }
}

/** Runs a text, one line's statements after the other. What a line can't go on after is forgotten with the next one. */
export async function runText(shell: BashShell, text: string, firstLine: number, context: string): Promise<number> {
  let rest = text;
  let line = firstLine;
  for (;;) {
    const ran = await runReading(shell, rest, line, context);
    if (ran.end >= rest.length) return ran.status;
    line = ran.nextLine ?? line + lineCount(rest.slice(0, ran.end));
    rest = rest.slice(ran.end);
  }
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** What has run of a text, if not the whole; what follows may be numbered in a way that is not that of its lines. */
interface Ran {
  readonly status: number;
  readonly end: number;
  readonly nextLine?: number;
}

/** Runs a text to its end, or to where it has to be read anew. */
async function runReading(shell: BashShell, text: string, firstLine: number, context: string): Promise<Ran> {
  const reading = readScript(shell, text, firstLine);
  const { script } = reading;
  let status = shell.lastStatus;
  let end = 0;
  let hasRun = false;
  for (const group of groupsOf(script)) {
    const lineEnd = reading.originalEnd(group.lineEnd);
    if (shell.options.set.verbose) {
      const lines = text.slice(end, lineEnd);
      await shell.process.printError(lines.endsWith("\n") ? lines : `${lines}\n`);
    }
    end = lineEnd;
    shell.lineCommand = context === "-c: " && group.statements.length === 1 ? group.statements[0]?.command : undefined;
    const ran = await runGroup(shell, script, group);
    status = ran.status;
    hasRun = true;
    // Bash counts on from the command that it has abandoned, even if it had read lines behind that.
    const isBehind = ran.wasAbandoned && shell.line < script.source.lineAt(group.end);
    if (end < text.length && isBehind) return { status, end, nextLine: shell.line + 1 };
    if (end < text.length && reading.isOutdated) return { status, end };
  }
  if (script.problem) {
    const { resumesAt } = script.problem;
    status = await reportProblem(shell, script.problem, context);
    return { status, end: resumesAt === undefined ? text.length : reading.originalEnd(resumesAt) };
  }
  if (shell.options.set.verbose && end < text.length) await shell.process.printError(text.slice(end));
  return { status: hasRun ? status : 0, end: text.length };
}

async function reportProblem(shell: BashShell, problem: SyntaxProblem, context: string): Promise<number> {
  for (const open of problem.openHereDocs ?? [])
    await shell.process.printError(`${shell.messageName()}: ${hereDocWarning(open)}\n`);
  for (const message of problem.messages) {
    await shell.process.printError(`${shell.messageName()}: ${context}line ${problem.line}: ${message}\n`);
  }
  if (problem.isInSubstitution)
    throw new ControlFlow("exit", shell.subshellLevel > 0 ? 1 : shell.readsCommandString ? 127 : 2);
  if (problem.resumesAt !== undefined) {
    shell.lastStatus = 1;
    return 1;
  }
  // A bad condition leaves the status as it was, but in what `eval` and `source` run.
  if (!problem.isCondition || context === "eval: ") shell.lastStatus = 2;
  shell.hadSyntaxError = true;
  return shell.lastStatus;
}

async function runGroup(
  shell: BashShell,
  script: Script,
  group: Group,
): Promise<{ readonly status: number; readonly wasAbandoned: boolean }> {
  shell.source = script.source;
  for (const open of script.openHereDocs) {
    if (open.position < group.start || open.position >= group.end) continue;
    await shell.process.printError(`${shell.messageName()}: ${hereDocWarning(open)}\n`);
  }
  try {
    const result = shell.executeList(group.statements);
    return { status: isPending(result) ? await result : result, wasAbandoned: false };
  } catch (error) {
    const isSubshell = shell.process.pid !== shell.mainPid;
    if (!(error instanceof CommandAbandoned) || isSubshell) throw error;
    shell.lastStatus = error.status;
    shell.ignoringFailure = 0;
    if (shell.options.set.errexit) throw new ControlFlow("exit", error.status);
    return { status: error.status, wasAbandoned: true };
  }
}

/** Statements that stand in one line: they are read together. */
interface Group {
  readonly statements: readonly Statement[];
  readonly start: number;
  readonly end: number;
  /** Where the line ends in which the last of them does, with its here-documents. */
  readonly lineEnd: number;
}

function* groupsOf(script: Script): Generator<Group> {
  const { text } = script.source;
  let statements: Statement[] = [];
  for (const [at, statement] of script.statements.entries()) {
    statements.push(statement);
    const next = script.statements[at + 1];
    if (next && !text.slice(statement.end, next.pos).includes("\n")) continue;
    const start = statements[0]?.pos ?? 0;
    const lineEnd = next ? text.lastIndexOf("\n", next.pos - 1) + 1 : script.end;
    yield { statements, start, end: statement.end, lineEnd };
    statements = [];
  }
}
