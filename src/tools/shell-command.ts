import type { z } from "zod";
import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import type { Limits } from "../api/limits.ts";
import type { ToolResult } from "../api/result.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { ShellOutcome } from "../machine/shell/shell-machine.ts";
import { lengthFault, type Zod } from "./definition.ts";
import { withLeavings } from "./leavings.ts";
import { processResult, TIMEOUT_EXIT_CODE } from "./process-result.ts";
import type { ToolContext, ToolStep } from "./tool.ts";

export interface CommandArgs {
  readonly command: string;
}

export function commandSchema(z: Zod): z.ZodType<string> {
  return z.string().min(1, "must not be empty").describe("The command line, in bash syntax.");
}

export function checkCommand({ command }: CommandArgs, limits: Limits): string | undefined {
  return command.includes("\0") ? "command: must not contain NUL" : lengthFault("command", command, limits);
}

/** @param state of the persistent shell; undefined for a shell that is gone after the call */
export function runShell(context: ToolContext, commandLine: string, state: string | undefined): ToolStep {
  const { limits } = context;
  const outcome = context.shell.run(commandLine, {
    cwd: WORKSPACE_DIR,
    env: context.env,
    deadlineMs: context.deadlineMs,
    state,
    maxOutputBytes: limits.maxOutputBytes,
    maxResultChars: limits.maxResultChars,
    maxStateBytes: limits.maxShellStateBytes,
    maxBackgroundProcesses: limits.maxBackgroundProcesses,
  });
  return step(context, outcome, state !== undefined);
}

function step(context: ToolContext, outcome: ShellOutcome, stateful: boolean): ToolStep {
  if (outcome.kind === "waiting") {
    return {
      kind: "waiting",
      wakeAtMs: outcome.wakeAtMs,
      resume: (lateMs) => {
        const later = { ...context, deadlineMs: context.deadlineMs + lateMs };
        return step(later, later.shell.wake(later.deadlineMs), stateful);
      },
    };
  }
  const ended = stateful ? withLeavings(context, outcome) : outcome;
  if (ended.kind === "stopped") return { kind: "done", result: stoppedResult(context, ended) };
  if (stateful && ended.state !== "") context.shell.state = ended.state;
  return { kind: "done", result: finishedResult(context, ended) };
}

function finishedResult(context: ToolContext, outcome: Extract<ShellOutcome, { kind: "finished" }>): ToolResult {
  const { flags, exitCode } = outcome;
  const streams = {
    stdout: outcome.stdout,
    stderr: outcome.stderr,
    stdoutCut: (flags & FINISH_FLAGS.stdoutCut) !== 0,
    stderrCut: (flags & FINISH_FLAGS.stderrCut) !== 0,
  };
  if (flags & FINISH_FLAGS.timedOut) {
    return processResult(context, "timeout", TIMEOUT_EXIT_CODE, streams);
  }
  if (flags & FINISH_FLAGS.outputLimit) return processResult(context, "output", EXIT.killed, streams);
  if (flags & FINISH_FLAGS.memoryLimit) return processResult(context, "memory", EXIT.killed, streams);
  if (flags & FINISH_FLAGS.stateTooLarge)
    return processResult(
      context,
      "quota",
      exitCode,
      streams,
      "Shell state too large: its variables and functions were not kept",
    );
  if (exitCode === 0) return processResult(context, "ok", 0, streams);
  return processResult(context, context.shell.quotaError ? "quota" : "exit", exitCode, streams);
}

function stoppedResult(
  context: ToolContext,
  { reason, stdout, stderr, detail }: Extract<ShellOutcome, { kind: "stopped" }>,
): ToolResult {
  const streams = { stdout, stderr, stdoutCut: false, stderrCut: false };
  if (reason === "timeout") return processResult(context, "timeout", TIMEOUT_EXIT_CODE, streams);
  if (reason === "memory") return processResult(context, "memory", EXIT.killed, streams);
  return processResult(context, "exit", EXIT.killed, streams, `The shell failed: ${detail}`);
}
