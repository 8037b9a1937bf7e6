import type { MaybePromise } from "../../kernel/description.ts";
import { restoreOptions } from "../builtins/local-options.ts";
import type { BashShell } from "./bash-shell.ts";
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

async function call(
  shell: BashShell,
  shellFunction: ShellFunction,
  args: string[],
  temporary: ReadonlyMap<string, string> | undefined,
): Promise<number> {
  const body = shell.bodies.of(shellFunction);
  if (!body) return 1;
  const { positional, source, loopDepth } = shell;
  const tracing = shell.functionTracing;
  const callId = shell.callId;
  shell.variables.pushScope(temporary);
  shell.frames.push({
    kind: "function",
    name: shellFunction.name,
    source: shellFunction.file,
    callLine: shell.line,
  });
  shell.positional = args;
  shell.source = body.source;
  shell.loopDepth = 0;
  shell.callDepth++;
  shell.callId = ++shell.trees.calls;
  shell.functionTracing = shellFunction.isTraced || shell.options.set.functrace || shell.options.shopt.extdebug;
  const line = shell.line;
  try {
    if (shell.traps.size > 0 && shell.functionTracing) {
      shell.line = body.source.lineOf(body.body);
      await debugTrap(shell, () => shellFunction.name);
    }
    let status: number;
    try {
      status = await shell.execute(body.body);
    } catch (error) {
      if (!(error instanceof ControlFlow) || error.kind !== "return") throw error;
      status = error.value;
    }
    if (shell.traps.has("RETURN") && (shell.functionTracing || shell.runsTrap("RETURN")))
      await runTrap(shell, "RETURN");
    shell.lastStatus = status;
    return status;
  } finally {
    shell.functionTracing = tracing;
    shell.callId = callId;
    shell.callDepth--;
    shell.loopDepth = loopDepth;
    shell.source = source;
    shell.positional = positional;
    restoreOptions(shell);
    shell.frames.pop();
    shell.variables.popScope();
    shell.line = line;
  }
}
