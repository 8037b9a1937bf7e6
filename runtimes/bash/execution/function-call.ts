import type { MaybePromise } from "../../kernel/description.ts";
import { restoreOptions } from "../builtins/local-options.ts";
import type { BashShell } from "./bash-shell.ts";
import type { FunctionBody } from "./function-bodies.ts";
import { isPending } from "./maybe.ts";
import { ControlFlow, type ShellFunction } from "./shell.ts";
import { debugTrap } from "./trace.ts";
import { runTrap } from "./trap-runner.ts";

/** Calls within calls. Bash has no limit but its stack, at which it crashes. */
const MAX_CALL_DEPTH = 8_000;

export function callFunction(
  shell: BashShell,
  shellFunction: ShellFunction,
  args: string[],
  temporary: ReadonlyMap<string, string> | undefined,
): MaybePromise<number> {
  const limit = callLimit(shell);
  if (shell.callDepth >= limit) {
    return shell.error(`${shellFunction.name}: maximum function nesting level exceeded (${limit})`).then(() => {
      throw new ControlFlow("exit", 1);
    });
  }
  return call(shell, shellFunction, args, temporary);
}

function callLimit(shell: BashShell): number {
  const asked = Number(shell.variables.text("FUNCNEST") ?? "0");
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_CALL_DEPTH) : MAX_CALL_DEPTH;
}

function call(
  shell: BashShell,
  shellFunction: ShellFunction,
  args: string[],
  temporary: ReadonlyMap<string, string> | undefined,
): MaybePromise<number> {
  const body = shell.bodies.of(shellFunction);
  if (!body) return 1;
  const leave = enter(shell, shellFunction, body.source, args, temporary);
  let goesOn = false;
  try {
    const result = runBody(shell, shellFunction, body);
    goesOn = isPending(result) || runsReturnTrap(shell);
    if (isPending(result) || goesOn) return finished(shell, result, leave);
    shell.lastStatus = result;
    return result;
  } finally {
    if (!goesOn) leave();
  }
}

function runBody(shell: BashShell, { name }: ShellFunction, { source, body }: FunctionBody): MaybePromise<number> {
  if (shell.traps.size > 0 && shell.functionTracing) {
    shell.line = source.lineOf(body);
    return debugTrap(shell, () => name).then(() => shell.execute(body));
  }
  try {
    return shell.execute(body);
  } catch (error) {
    return returned(error);
  }
}

/** @returns the status that `return` was given. @throws what else ends the body */
function returned(error: unknown): number {
  if (error instanceof ControlFlow && error.kind === "return") return error.value;
  throw error;
}

function runsReturnTrap(shell: BashShell): boolean {
  return shell.traps.has("RETURN") && (shell.functionTracing || shell.runsTrap("RETURN"));
}

async function finished(shell: BashShell, result: MaybePromise<number>, leave: () => void): Promise<number> {
  try {
    const status = isPending(result) ? await result.catch(returned) : result;
    if (runsReturnTrap(shell)) await runTrap(shell, "RETURN");
    shell.lastStatus = status;
    return status;
  } finally {
    leave();
  }
}

/** Begins a call. @returns what ends it, whichever way it goes */
function enter(
  shell: BashShell,
  shellFunction: ShellFunction,
  bodySource: BashShell["source"],
  args: string[],
  temporary: ReadonlyMap<string, string> | undefined,
): () => void {
  const { positional, source, loopDepth, callId, line, functionTracing } = shell;
  shell.variables.pushScope(temporary);
  shell.frames.push({
    kind: "function",
    name: shellFunction.name,
    source: shellFunction.file,
    callLine: line,
  });
  shell.positional = args;
  shell.source = bodySource;
  shell.loopDepth = 0;
  shell.callDepth++;
  shell.callId = ++shell.trees.calls;
  shell.functionTracing = shellFunction.isTraced || shell.options.set.functrace || shell.options.shopt.extdebug;
  return () => {
    shell.functionTracing = functionTracing;
    shell.callId = callId;
    shell.callDepth--;
    shell.loopDepth = loopDepth;
    shell.source = source;
    shell.positional = positional;
    restoreOptions(shell);
    shell.frames.pop();
    shell.variables.popScope();
    shell.line = line;
  };
}
