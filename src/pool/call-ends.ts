import { failure, type ToolResult } from "../api/result.ts";
import type { Loss } from "./transport.ts";
import type { BudgetError } from "./workspace-budget.ts";

/* Results of calls that didn't end as their tools end them. */

const NOTHING_KEPT = "nothing it wrote was kept";

/** Of a call whose worker was lost under it, by no doing of the call's that is known. */
export function lost({ reason }: Loss): ToolResult {
  return failure("worker-lost", `Worker lost during the call; ${NOTHING_KEPT} (${reason})`);
}

/** Of a call that was given up before it began. */
export function stoppedBefore(): ToolResult {
  return failure("stopped", "Stopped before the call began");
}

/** Of the call that ran when its worker was lost: it may have been its own doing. */
export function endOfCulprit(loss: Loss, timeoutMs: number): ToolResult {
  const { reason, cause } = loss;
  switch (cause) {
    case "memory":
      return failure(
        "memory",
        `Memory limit exceeded, outside of what a program can be stopped in (${reason}); ${NOTHING_KEPT}`,
      );
    case "time":
      return failure(
        "timeout",
        `Command timed out after ${timeoutMs / 1000}s and did not stop (${reason}); ${NOTHING_KEPT}`,
        timeoutMs,
      );
    case "stop":
      return failure("stopped", `Stopped (${reason}); ${NOTHING_KEPT}`);
    case "unknown":
      return lost(loss);
  }
}

/** A call whose files don't fit: what it printed is told, what it wrote is gone. */
export function asRefused({ output, metadata }: ToolResult, { message }: BudgetError): ToolResult {
  const error = `Nothing that the call wrote was kept: ${message}`;
  return { success: false, output, error, metadata: { ...metadata, outcome: "quota" } };
}

/** A call that was stopped has ended as one out of time does, unless it came to its end by itself. */
export function asStopped(result: ToolResult): ToolResult {
  if (result.metadata.outcome !== "timeout") return result;
  return { ...result, error: "Stopped by its caller", metadata: { ...result.metadata, outcome: "stopped" } };
}
