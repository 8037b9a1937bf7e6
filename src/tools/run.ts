import type { ProgramResult } from "../process/process.ts";
import type { ToolResult } from "../result.ts";
import { failure } from "../result.ts";
import { KILLED_EXIT_CODE, processResult, TIMEOUT_EXIT_CODE } from "./process-result.ts";
import type { FunctionCallArgs, ToolArgs } from "./schemas.ts";
import { done, type ToolContext, type ToolStep } from "./tool.ts";

/** Runs a WASI program over the slot's workspace, without a shell. */
export function startRun(context: ToolContext, { program, args = [], stdin = "" }: ToolArgs["run"]): ToolStep {
  const ended = context.programs.run(context, { program, args, stdin });
  if (ended) return done(resultOf(context, ended));
  return done(failure("exit", `No such program: ${program ?? ""}`));
}

/** Calls a function of the slot's program. What it returns is the output, if it printed nothing. */
export function startExportedFunction(context: ToolContext, call: FunctionCallArgs): ToolStep {
  const ended = context.reactor.call(context, call);
  const { success, output, error, metadata } = resultOf(context, ended);
  const { values = [], isFirstCall } = ended;
  const value = values.length > 1 ? values : values[0];
  const returned = value === undefined ? {} : { value };
  return done({
    success,
    output: output === "" && value !== undefined ? JSON.stringify(value) : output,
    error,
    metadata: { ...metadata, ...returned, firstCall: isFirstCall },
  });
}

function resultOf(context: ToolContext, { exitCode, stdout, stderr, endedBy, quotaError }: ProgramResult): ToolResult {
  const streams = { ...cut("stdout", stdout, context), ...cut("stderr", stderr, context) };
  switch (endedBy) {
    case "timeout":
      return processResult(context, "timeout", TIMEOUT_EXIT_CODE, streams);
    case "memory":
    case "output":
      return processResult(context, endedBy, KILLED_EXIT_CODE, streams);
    default: {
      const code = exitCode & 0xff;
      if (exitCode === 0 || !quotaError) return processResult(context, exitCode === 0 ? "ok" : "exit", code, streams);
      return processResult(context, "quota", code, streams, `Exit code: ${code} (workspace quota: ${quotaError})`);
    }
  }
}

function cut<Name extends "stdout" | "stderr">(name: Name, bytes: Uint8Array, { limits }: ToolContext) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const isCut = text.length > limits.maxResultChars;
  return {
    [name]: isCut ? text.slice(0, limits.maxResultChars).toWellFormed() : text,
    [`${name}Cut`]: isCut,
  } as Record<Name, string> & Record<`${Name}Cut`, boolean>;
}
