import { failure } from "../api/result.ts";
import { programResult } from "./program-result.ts";
import type { FunctionCallArgs, ToolArgs } from "./schemas.ts";
import { done, type ToolContext, type ToolStep } from "./tool.ts";

/** Runs a WASI program over the slot's workspace, without a shell. */
export function startRun(context: ToolContext, { program, args = [], stdin = "" }: ToolArgs["run"]): ToolStep {
  const ended = context.programs.run(context, { program, args, stdin });
  if (ended) return done(programResult(context, ended));
  return done(failure("exit", `No such program: ${program ?? ""}`));
}

/** Calls a function of the slot's program. What it returns is the output, if it printed nothing. */
export function startExportedFunction(context: ToolContext, call: FunctionCallArgs): ToolStep {
  const ended = context.reactor.call(context, call);
  const { success, output, error, metadata } = programResult(context, ended);
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
