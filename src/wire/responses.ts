import { z } from "zod";
import type { ArtifactErrorCode } from "../api/artifacts.ts";
import type { JsonValue } from "../api/json-value.ts";
import { OUTCOMES, type Outcome, type ResultMetadata, type ToolResult } from "../api/result.ts";
import type { ToolSchema } from "../api/tool-schema.ts";

/* What a sandbox server answers. Fields beyond the wire format are slotbox's own, and may be missing. */

const count = z.number().nonnegative();

export const healthAnswer = z.looseObject({
  status: z.literal("ok"),
  slots: z.int().positive(),
  max_timeout: z.number().positive().default(600),
  max_batch: z.int().positive().default(200),
  max_body_bytes: z
    .int()
    .positive()
    .default(1024 * 1024),
  // A server that passes calls on to another may not know how many that has.
  workers: z
    .int()
    .nonnegative()
    .transform((workers) => Math.max(workers, 1))
    .default(1),
});
export type Health = z.output<typeof healthAnswer>;

const statsHeader = z
  .looseObject({ workers: count, workers_replaced: count, queued_calls: count, workspace_bytes: count })
  .transform((stats) => ({
    workers: stats.workers,
    workersReplaced: stats.workers_replaced,
    queuedCalls: stats.queued_calls,
    workspaceBytes: stats.workspace_bytes,
  }));

/** @returns nothing for what a server of another make may say */
export function statsOf(header: string | undefined): z.output<typeof statsHeader> | undefined {
  if (header === undefined) return undefined;
  try {
    return statsHeader.safeParse(JSON.parse(header)).data;
  } catch {
    return undefined;
  }
}

const toolSchema: z.ZodType<ToolSchema> = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  }),
});
export const toolsAnswer = z.looseObject({ tools: z.array(toolSchema) });

const metadata = z.looseObject({
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  duration_ms: count.optional(),
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

export const resultAnswer = z
  .looseObject({
    success: z.boolean(),
    output: z.string().nullish(),
    error: z.string().nullish(),
    metadata: metadata.nullish(),
  })
  .transform(({ success, output, error, metadata }): ToolResult => {
    const known = metadata ?? {};
    const outcome = success ? "ok" : failedOutcome(known, error ?? "");
    return { success, output: output ?? "", error: error ?? "", metadata: resultMetadata(known, outcome) };
  });
export const resultsAnswer = z.array(resultAnswer);

type WireMetadata = z.output<typeof metadata>;

/** A server that names no outcomes shows them by other fields. */
function failedOutcome({ outcome, timeout }: WireMetadata, error: string): Outcome {
  if (outcome !== undefined && outcome !== "ok") return outcome;
  if (timeout) return "timeout";
  return /^Unknown (slot|tool): /.test(error) ? "invalid" : "exit";
}

function resultMetadata(wire: WireMetadata, outcome: Outcome): ResultMetadata {
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

export const failureAnswer = z.looseObject({ error: z.string() });

const success = z.literal(true);

export const readAnswer = z
  .looseObject({
    success,
    content: z.string(),
    encoding: z.enum(["text", "base64"]),
    truncated: z.boolean(),
    bytes: count,
    file_size: count,
    path: z.string(),
    mime: z.string(),
    sha256: z.string().nullish(),
  })
  .transform(({ success, content, encoding, truncated, bytes, file_size, path, mime, sha256 = null }) => ({
    success,
    content,
    encoding,
    truncated,
    bytes,
    fileSize: file_size,
    path,
    mime,
    sha256,
  }));

export const listAnswer = z
  .looseObject({
    success,
    entries: z.array(z.looseObject({ path: z.string(), is_dir: z.boolean(), size: count, mtime: z.number() })),
    truncated: z.boolean(),
  })
  .transform(({ success, entries, truncated }) => ({
    success,
    entries: entries.map(({ path, is_dir, size, mtime }) => ({ path, isDir: is_dir, size, mtime })),
    truncated,
  }));

export const archiveAnswer = z
  .looseObject({
    success,
    content: z.string(),
    encoding: z.literal("base64"),
    format: z.literal("tar.gz"),
    bytes: count,
    entry_count: count,
  })
  .transform(({ success, content, encoding, format, bytes, entry_count }) => ({
    success,
    content,
    encoding,
    format,
    bytes,
    entryCount: entry_count,
  }));

/** The wire format tells them apart by its status and the beginning of its message. */
const ARTIFACT_ERRORS: readonly (readonly [number, RegExp, ArtifactErrorCode])[] = [
  [403, /^Access denied/, "access_denied"],
  [404, /^Not found: /, "not_found"],
  [400, /^Not a file: /, "not_a_file"],
  [400, /^Unsupported encoding: /, "unsupported_encoding"],
  [400, /^Unsupported archive format: /, "unsupported_format"],
  [413, /^Archive too large: /, "too_large"],
  [400, /^Invalid path: /, "invalid_path"],
];

export function artifactErrorCode(status: number, error: string): ArtifactErrorCode | undefined {
  return ARTIFACT_ERRORS.find(([of, message]) => of === status && message.test(error))?.[2];
}
