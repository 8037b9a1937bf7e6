import { z } from "zod";
import { explain } from "../api/explain-issues.ts";
import { flag, seconds, text } from "./fields.ts";
import { slotName } from "./slot-names.ts";

const DEFAULT_TIMEOUT_S = 30;
const MS_PER_S = 1000;
/** Finer than any clock; without rounding, 1.001 s would be 1000.9999999999999 ms. */
const STEPS_PER_S = 1e6;

export type ExecutionId = string | number | null;

const executionId = z.union([z.string(), z.number()]).nullish();

const callBody = z.looseObject({
  slot_id: text,
  tool: text,
  args: z.record(z.string(), z.unknown()).nullish(),
  execution_id: executionId,
  timeout: seconds,
  include_streams: flag,
  strict_args: flag,
});

const resetBody = z.looseObject({ slot_id: text });

/** The body of `/execute`, and an item of that of `/batch`. */
export interface ReadCall {
  readonly slotName: string | null | undefined;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly executionId: ExecutionId;
  readonly timeoutMs: number;
  /** Beyond the format: whether metadata is to have both streams as they came. */
  readonly includeStreams: boolean;
  /** Beyond the format: whether arguments that are missing, or that the tool doesn't know, are a fault. */
  readonly strictArgs: boolean;
  /** What is wrong with the request, so that it can't be run. */
  readonly fault: string | undefined;
}

export function readCall(body: unknown): ReadCall {
  const parsed = callBody.safeParse(body);
  if (!parsed.success) {
    const named = z.looseObject({ execution_id: executionId }).safeParse(body).data;
    return { ...NO_CALL, executionId: named?.execution_id ?? null, fault: `Invalid request: ${explain(parsed.error)}` };
  }
  const { slot_id, tool, args, execution_id, timeout, include_streams, strict_args } = parsed.data;
  const timeoutS = timeout ?? DEFAULT_TIMEOUT_S;
  return {
    slotName: slot_id,
    tool: tool ?? "",
    args: args ?? {},
    executionId: execution_id ?? null,
    timeoutMs: (Math.round(timeoutS * STEPS_PER_S) / STEPS_PER_S) * MS_PER_S,
    includeStreams: include_streams,
    strictArgs: strict_args,
    fault: timeoutS > 0 ? undefined : `Invalid timeout: ${timeoutS} (allowed: more than 0 seconds)`,
  };
}

const NO_CALL = { slotName: null, tool: "", args: {}, timeoutMs: 0, includeStreams: false, strictArgs: false };

export interface WrittenCall {
  readonly slot: number;
  readonly tool: unknown;
  readonly args: unknown;
  readonly timeoutMs: number;
}

/** A request from slotbox's own client, which wants all that a server of slotbox's can tell. */
export function writeCall({ slot, tool, args, timeoutMs }: WrittenCall): object {
  const beyond = { include_streams: true, strict_args: true };
  return { slot_id: slotName(slot), tool, args, timeout: timeoutMs / MS_PER_S, ...beyond };
}

export function readReset(
  body: unknown,
): { readonly slotName: string | null | undefined } | { readonly fault: string } {
  const parsed = resetBody.safeParse(body);
  return parsed.success ? { slotName: parsed.data.slot_id } : { fault: `Invalid request: ${explain(parsed.error)}` };
}

export function writeReset(slot: number): object {
  return { slot_id: slotName(slot) };
}
