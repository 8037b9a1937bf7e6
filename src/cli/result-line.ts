import type { ExecutionResult, ToolResult } from "../api/result.ts";
import { writeResult } from "../wire/results.ts";
import type { CallLine, ParsedLine } from "./call-line.ts";

/** What a line says of who was called; null for what isn't known. */
interface Identity {
  readonly trajectoryId: string | null;
  readonly executionId: string | null;
  readonly slotId: string | null;
}

/** The line for a call that was run. */
export function resultLine(trajectoryId: string, result: ExecutionResult): string {
  return line({ trajectoryId, executionId: result.executionId, slotId: result.slotId }, result);
}

/** The line for a call that never got a slot. */
export function unrunLine(call: CallLine, result: ToolResult): string {
  return line({ trajectoryId: call.trajectory_id, executionId: call.execution_id ?? null, slotId: null }, result);
}

/** The line for a line that is no call. */
export function malformedLine(
  { trajectoryId, executionId }: Extract<ParsedLine, { kind: "malformed" }>,
  result: ToolResult,
): string {
  return line({ trajectoryId, executionId, slotId: null }, result);
}

function line({ trajectoryId, executionId, slotId }: Identity, result: ToolResult): string {
  const { metadata, ...rest } = writeResult(result, { executionId });
  return JSON.stringify({ trajectory_id: trajectoryId, ...rest, slot_id: slotId, metadata });
}
