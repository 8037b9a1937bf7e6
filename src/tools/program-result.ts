import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import type { ToolResult } from "../api/result.ts";
import type { ProgramResult } from "../machine/process/process.ts";
import { errorText, processResult, type Streams, TIMEOUT_EXIT_CODE } from "./process-result.ts";
import type { ToolContext } from "./tool.ts";

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
