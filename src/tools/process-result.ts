import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import type { Outcome, ResultMetadata, ToolResult } from "../api/result.ts";
import type { ProgramResult } from "../machine/process/process.ts";
import { elapsedMs, type ToolContext } from "./tool.ts";

const TRUNCATION_MARK = "\n... (output truncated)";
/** The exit code that the wire format gives a call which was ended at its limit. */
export const TIMEOUT_EXIT_CODE = -1;

export interface Streams {
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutCut: boolean;
  readonly stderrCut: boolean;
  /** What code that was run came to, shown after what it printed. @default "" */
  readonly value?: string;
  readonly valueCut?: boolean;
}

/** What a shell or program that ran comes to, in the form of the wire format. */
export function processResult(
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
    truncated: streams.stdoutCut || streams.stderrCut || streams.valueCut === true,
    exitCode,
    sandboxed: true,
    networkIsolated: true,
    stdout,
    stderr,
    ...(outcome === "timeout" ? { timeout: true } : {}),
  };
  const value = (streams.value ?? "") + (streams.valueCut ? TRUNCATION_MARK : "");
  const shown = stdout === "" || value === "" || stdout.endsWith("\n") ? stdout + value : `${stdout}\n${value}`;
  return { success: outcome === "ok", output: combine(shown, stderr), error, metadata };
}

function errorText(
  { timeoutMs, limits, shell }: ToolContext,
  outcome: Outcome,
  exitCode: number,
  quotaError = shell.quotaError,
): string {
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
      return `Exit code: ${exitCode} (workspace quota: ${quotaError})`;
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

/**
 * What a program that ran without a shell comes to.
 * @param value what is shown after what it printed
 * @param remark what is added to an error
 */
export function programResult(
  context: ToolContext,
  { exitCode, stdout, stderr, endedBy, quotaError }: ProgramResult,
  { value = "", remark = "" }: { value?: string; remark?: string } = {},
): ToolResult {
  const [out, err, shown] = [decode(stdout), decode(stderr), value].map((text) => cut(text, context)) as [
    Cut,
    Cut,
    Cut,
  ];
  const streams: Streams = {
    stdout: out.text,
    stderr: err.text,
    value: shown.text,
    stdoutCut: out.isCut,
    stderrCut: err.isCut,
    valueCut: shown.isCut,
  };
  const code = exitCode & 0xff;
  const [outcome, shownCode] = ((): [ToolResult["metadata"]["outcome"], number] => {
    if (endedBy === "timeout") return ["timeout", TIMEOUT_EXIT_CODE];
    if (endedBy) return [endedBy, EXIT.killed];
    if (exitCode === 0) return ["ok", 0];
    return [quotaError ? "quota" : "exit", code];
  })();
  const error = errorText(context, outcome, shownCode, quotaError);
  return processResult(context, outcome, shownCode, streams, error === "" ? "" : error + remark);
}

interface Cut {
  readonly text: string;
  readonly isCut: boolean;
}

function cut(text: string, { limits }: ToolContext): Cut {
  const isCut = text.length > limits.maxResultChars;
  return { text: isCut ? text.slice(0, limits.maxResultChars).toWellFormed() : text, isCut };
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
