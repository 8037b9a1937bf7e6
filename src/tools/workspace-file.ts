import type { z } from "zod";
import { POSIX_MESSAGES } from "../../runtimes/abi/capability.ts";
import { failure, type Outcome, type ToolResult } from "../api/result.ts";
import { PosixError } from "../volume/posix-error.ts";
import { resolveInWorkspace } from "../volume/workspace-path.ts";
import type { Zod } from "./definition.ts";
import { elapsedMs, type ToolContext } from "./tool.ts";

/* What the two tools for files share. */

const OUTSIDE = "Access denied: path outside workspace";

export function pathSchema(z: Zod): z.ZodType<string> {
  return z
    .string()
    .min(1, "must not be empty")
    .describe(
      "Path of the file, relative to the workspace or absolute inside it. Others, such as /tmp, are refused: use a command.",
    );
}

/**
 * Does something with the file a path leads to. Only the workspace is open to these tools, though commands may write to
 * /tmp and /root too: the wire format has that rule, and the words that refuse the rest.
 */
export function inWorkspace(
  context: ToolContext,
  given: string,
  operation: (absolute: string) => ToolResult,
): ToolResult {
  try {
    const absolute = resolveInWorkspace(context.volume, given);
    return absolute === undefined ? failed(context, "exit", OUTSIDE) : operation(absolute);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    return failed(context, error.isQuota ? "quota" : "exit", `${POSIX_MESSAGES[error.code]}: ${given.slice(0, 256)}`);
  }
}

export function succeeded(context: ToolContext, output: string, given: string, size: number): ToolResult {
  return {
    success: true,
    output,
    error: "",
    metadata: { outcome: "ok", durationMs: elapsedMs(context), truncated: false, path: given, size },
  };
}

export function failed(context: ToolContext, outcome: Exclude<Outcome, "ok">, error: string): ToolResult {
  return failure(outcome, error, elapsedMs(context));
}
