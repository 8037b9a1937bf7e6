import { FINISH_FLAGS } from "../../runtimes/capability.ts";
import type { ShellOutcome } from "../../runtimes/shell/host.ts";
import type { Outcome, ResultMetadata, ToolResult } from "../result.ts";
import { WORKSPACE_DIR } from "../volume/volume.ts";
import type { ToolArgs } from "./schemas.ts";
import { elapsedMs, type ToolContext, type ToolStep } from "./tool.ts";

const TRUNCATION_MARK = "\n... (output truncated)";
const KILLED_EXIT_CODE = 137;
const TIMEOUT_EXIT_CODE = -1;

/** A fresh shell in the slot's workspace for each call. Files last from call to call; variables and cwd don't. */
export function startBash(context: ToolContext, { command }: ToolArgs["bash"]): ToolStep {
  return runShell(context, command, undefined);
}

/** The slot's own shell: cwd, variables, functions and options last until the slot is reset or released. */
export function startBashStateful(context: ToolContext, { command }: ToolArgs["bash_stateful"]): ToolStep {
  return runShell(context, command, context.shell.state);
}

function runShell(context: ToolContext, commandLine: string, state: string | undefined): ToolStep {
  const { limits } = context;
  const outcome = context.shell.run(commandLine, {
    cwd: WORKSPACE_DIR,
    env: context.env,
    deadlineMs: context.deadlineMs,
    state,
    maxOutputBytes: limits.maxOutputBytes,
    maxWrittenBytes: limits.maxOutputBytes + limits.maxWorkspaceBytes,
    maxResultChars: limits.maxResultChars,
    maxStateBytes: limits.maxShellStateBytes,
    maxStringBytes: limits.maxMemoryMiB * 1024 * 256,
  });
  return step(context, outcome, state !== undefined);
}

function step(context: ToolContext, outcome: ShellOutcome, stateful: boolean): ToolStep {
  if (outcome.kind === "waiting") {
    return {
      kind: "waiting",
      wakeAtMs: outcome.wakeAtMs,
      resume: () => step(context, context.shell.wake(context.deadlineMs), stateful),
    };
  }
  if (outcome.kind === "stopped") return { kind: "done", result: stoppedResult(context, outcome) };
  if (stateful && outcome.state !== "") context.shell.state = outcome.state;
  return { kind: "done", result: finishedResult(context, outcome) };
}

function finishedResult(context: ToolContext, outcome: Extract<ShellOutcome, { kind: "finished" }>): ToolResult {
  const { flags, exitCode, stderr } = outcome;
  const streams = {
    stdout: outcome.stdout,
    stderr,
    stdoutCut: (flags & FINISH_FLAGS.stdoutCut) !== 0,
    stderrCut: (flags & FINISH_FLAGS.stderrCut) !== 0,
  };
  if (flags & FINISH_FLAGS.timedOut) {
    return shellResult(context, "timeout", TIMEOUT_EXIT_CODE, streams);
  }
  if (flags & FINISH_FLAGS.outputLimit) return shellResult(context, "output", KILLED_EXIT_CODE, streams);
  if (flags & FINISH_FLAGS.memoryLimit) return shellResult(context, "memory", KILLED_EXIT_CODE, streams);
  if (flags & FINISH_FLAGS.stateTooLarge)
    return shellResult(
      context,
      "quota",
      exitCode,
      streams,
      "Shell state too large: its variables and functions were not kept",
    );
  if (exitCode === 0) return shellResult(context, "ok", 0, streams);
  return shellResult(context, context.shell.quotaError ? "quota" : "exit", exitCode, streams);
}

function stoppedResult(
  context: ToolContext,
  { reason, stdout, stderr, detail }: Extract<ShellOutcome, { kind: "stopped" }>,
): ToolResult {
  const streams = { stdout, stderr, stdoutCut: false, stderrCut: false };
  if (reason === "timeout") return shellResult(context, "timeout", TIMEOUT_EXIT_CODE, streams);
  if (reason === "memory") return shellResult(context, "memory", KILLED_EXIT_CODE, streams);
  return shellResult(context, "exit", KILLED_EXIT_CODE, streams, `The shell failed: ${detail}`);
}

interface Streams {
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutCut: boolean;
  readonly stderrCut: boolean;
}

function shellResult(
  context: ToolContext,
  outcome: Outcome,
  exitCode: number,
  streams: Streams,
  error = errorText(context, outcome, exitCode),
): ToolResult {
  const stdout = streams.stdout + (streams.stdoutCut ? TRUNCATION_MARK : "");
  const stderr = streams.stderr + (streams.stderrCut ? TRUNCATION_MARK : "");
  const metadata: ResultMetadata = {
    outcome,
    durationMs: elapsedMs(context),
    truncated: streams.stdoutCut || streams.stderrCut,
    exitCode,
    sandboxed: true,
    networkIsolated: true,
    stdout,
    stderr,
    ...(outcome === "timeout" ? { timeout: true } : {}),
  };
  return { success: outcome === "ok", output: combine(stdout, stderr), error, metadata };
}

function errorText({ timeoutMs, limits, shell }: ToolContext, outcome: Outcome, exitCode: number): string {
  switch (outcome) {
    case "ok":
      return "";
    case "timeout":
      return `Command timed out after ${timeoutMs / 1000}s`;
    case "memory":
      return `Memory limit exceeded (${limits.maxMemoryMiB} MiB)`;
    case "output":
      return `Output limit exceeded (${limits.maxOutputBytes} bytes)`;
    case "quota":
      return `Exit code: ${exitCode} (workspace quota: ${shell.quotaError})`;
    default:
      return `Exit code: ${exitCode}`;
  }
}

/** The wire format's one text of two streams. */
function combine(stdout: string, stderr: string): string {
  if (stderr === "") return strip(stdout);
  return strip(stdout === "" ? stderr : `${stdout}\n[stderr]\n${stderr}`);
}

/** Python's `str.strip()`, which the wire format's outputs went through. */
function strip(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these separators as white space
  return text.replace(/^(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/, "").replace(/(?:(?!\ufeff)[\s\x1c-\x1f\x85])+$/, "");
}
