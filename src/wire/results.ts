import { z } from "zod";
import type { JsonValue } from "../api/json-value.ts";
import { OUTCOMES, type Outcome, type ResultMetadata, type ToolResult } from "../api/result.ts";
import type { ExecutionId } from "./calls.ts";

/** What became of a call. */
export interface WireResult {
  readonly success: boolean;
  readonly output: string;
  readonly error: string;
  readonly execution_id: ExecutionId;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface WriteResultOptions {
  readonly executionId?: ExecutionId;
  /** Whether metadata is to have the streams as they came, which `output` has together. */
  readonly includeStreams?: boolean;
}

export function writeResult(result: ToolResult, options: WriteResultOptions = {}): WireResult {
  const { executionId = null, includeStreams = false } = options;
  const { success, output, error, metadata } = result;
  const { stdout, stderr, ...rest } = metadata;
  const streams = includeStreams ? { stdout, stderr } : {};
  return { success, output, error, execution_id: executionId, metadata: { ...inSnakeCase(rest), ...streams } };
}

function inSnakeCase(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [snakeNames.get(name) ?? snakeName(name), value]),
  );
}

/** There are few names, and many results. */
const snakeNames = new Map<string, string>();

function snakeName(name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeNames.set(name, snake);
  return snake;
}

const wireMetadata = z.looseObject({
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  duration_ms: z.number().nonnegative().optional(),
  truncated: z.boolean().optional(),
  exit_code: z.number().nullish(),
  timeout: z.boolean().optional(),
  sandboxed: z.boolean().optional(),
  network_isolated: z.boolean().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  // Whatever it is, it comes from JSON.
  value: z.custom<JsonValue>().optional(),
  first_call: z.boolean().optional(),
  path: z.string().optional(),
  size: z.number().optional(),
});

type WireMetadata = z.output<typeof wireMetadata>;

/** A result as it is read. */
export const resultSchema = z
  .looseObject({
    success: z.boolean(),
    output: z.string().nullish(),
    error: z.string().nullish(),
    metadata: wireMetadata.nullish(),
  })
  .transform(({ success, output, error, metadata }): ToolResult => {
    const known = metadata ?? {};
    const outcome = success ? "ok" : failedOutcome(known, error ?? "");
    return { success, output: output ?? "", error: error ?? "", metadata: readMetadata(known, outcome) };
  });

export const resultsSchema = z.array(resultSchema);

/** A server that names no outcomes shows them by other fields. */
function failedOutcome({ outcome, timeout }: WireMetadata, error: string): Outcome {
  if (outcome !== undefined && outcome !== "ok") return outcome;
  if (timeout) return "timeout";
  return /^Unknown (slot|tool): /.test(error) ? "invalid" : "exit";
}

function readMetadata(wire: WireMetadata, outcome: Outcome): ResultMetadata {
  const fields = {
    exitCode: wire.exit_code ?? undefined,
    timeout: wire.timeout,
    sandboxed: wire.sandboxed,
    networkIsolated: wire.network_isolated,
    stdout: wire.stdout,
    stderr: wire.stderr,
    value: wire.value,
    firstCall: wire.first_call,
    path: wire.path,
    size: wire.size,
  };
  return {
    outcome,
    durationMs: wire.duration_ms ?? 0,
    truncated: wire.truncated ?? false,
    ...(withoutUndefined(fields) as Partial<ResultMetadata>),
  };
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
