import { explain } from "../api/explain-issues.ts";
import { failure, type ToolResult } from "../api/result.ts";
import { type Admission, submitAdmitted } from "../backend/batch.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { wireMetadata } from "../wire/metadata.ts";
import { executeBody, resetBody } from "../wire/requests.ts";
import type { EndedCall } from "./activity.ts";
import { LenientArgs } from "./lenient-args.ts";
import { type Answer, failed } from "./response.ts";
import { shortText } from "./short-text.ts";
import type { SlotCall, SlotTable } from "./slot-table.ts";

const MS_PER_S = 1000;
/** Finer than any clock; without rounding, 1.001 s would be 1000.9999999999999 ms. */
const STEPS_PER_S = 1e6;
const MAX_SHOWN_CHARS = 120;
const MAX_NAME_CHARS = 100;

export interface WireResult {
  readonly success: boolean;
  readonly output: string;
  readonly error: string;
  readonly execution_id: string | number | null;
  readonly metadata: Record<string, unknown>;
}

type ReadRequest = Admission<SlotCall> & {
  readonly id: string | number | null;
  readonly includeStreams: boolean;
  /** By the clock of `performance`. */
  readonly beganAt: number;
  readonly seen: Pick<EndedCall, "slot" | "executionId" | "tool" | "summary" | "beganAtMs">;
};

export interface ExecutionOptions {
  readonly maxBatch: number;
  /** Told of every call that ended. */
  onCall(call: EndedCall): void;
}

/** `/execute`, `/batch` and `/reset`. Whatever a request asks for in vain is a result; only a body can be wrong. */
export class Execution {
  readonly #service: Sandbox;
  readonly #slots: SlotTable;
  readonly #options: ExecutionOptions;
  readonly #lenientArgs: LenientArgs;

  constructor(service: Sandbox, slots: SlotTable, options: ExecutionOptions) {
    this.#service = service;
    this.#slots = slots;
    this.#options = options;
    this.#lenientArgs = new LenientArgs(service.tools);
  }

  async execute(body: unknown): Promise<Answer> {
    const [result] = await this.#run([body]);
    return { status: 200, json: result };
  }

  async batch(body: unknown): Promise<Answer> {
    if (!Array.isArray(body)) return failed(400, "Expected array of requests");
    const { maxBatch } = this.#options;
    if (body.length > maxBatch) return failed(413, `Too many requests in a batch: ${body.length} (max ${maxBatch})`);
    return { status: 200, json: await this.#run(body) };
  }

  async reset(body: unknown): Promise<Answer> {
    const parsed = resetBody.safeParse(body);
    if (!parsed.success) return failed(400, `Invalid request: ${explain(parsed.error)}`);
    const slot = this.#slots.find(parsed.data.slot_id);
    if (slot === undefined) return wire(failure("invalid", unknownSlot(parsed.data.slot_id)));
    await this.#slots.reset(slot);
    const metadata = { outcome: "ok", durationMs: 0, truncated: false } as const;
    return wire({ success: true, output: `Reset workspace for slot_${slot}`, error: "", metadata });
  }

  #run(bodies: readonly unknown[]): Promise<WireResult[]> {
    const requests = bodies.map((body) => this.#read(body));
    const submitted = submitAdmitted(requests, (calls) => this.#slots.executeBatch(calls));
    return Promise.all(submitted.map(async ({ item, result }) => this.#ended(item, await result)));
  }

  #read(body: unknown): ReadRequest {
    const parsed = executeBody.safeParse(body);
    const { slot_id: name, tool, args, execution_id: id = null, timeout, ...flags } = parsed.data ?? NOTHING;
    const slot = this.#slots.find(name);
    const seen = {
      executionId: id === null ? null : shortText(String(id), MAX_SHOWN_CHARS),
      tool: shortText(tool ?? "", MAX_NAME_CHARS),
      summary: summaryOf(args),
      beganAtMs: Date.now(),
    };
    const request = {
      id: parsed.success ? id : idOf(body),
      includeStreams: Boolean(flags.include_streams),
      beganAt: performance.now(),
      seen: { ...seen, slot },
    };
    const refused = (error: string): ReadRequest => ({ ...request, refusal: failure("invalid", error) });
    if (!parsed.success) return refused(`Invalid request: ${explain(parsed.error)}`);
    if (slot === undefined) return refused(unknownSlot(name));
    if (!(timeout > 0)) return refused(`Invalid timeout: ${timeout} (allowed: more than 0 seconds)`);
    const timeoutMs = Math.min(
      (Math.round(timeout * STEPS_PER_S) / STEPS_PER_S) * MS_PER_S,
      this.#service.maxTimeoutMs,
    );
    const given = flags.strict_args ? args : this.#lenientArgs.of(tool ?? "", args ?? {});
    const call = { slot, tool: tool ?? "", args: given ?? {}, timeoutMs };
    return { ...request, call: { shown: { ...seen, slot }, call } };
  }

  #ended({ id, includeStreams, beganAt, seen }: ReadRequest, result: ToolResult): WireResult {
    const error = shortText(result.error, MAX_SHOWN_CHARS);
    const { outcome } = result.metadata;
    this.#options.onCall({ ...seen, outcome, error, tookMs: performance.now() - beganAt });
    return wireResult(id, result, includeStreams);
  }
}

const NOTHING = {
  slot_id: null,
  tool: "",
  args: null,
  execution_id: null,
  timeout: 0,
  include_streams: false,
  strict_args: false,
};

export function unknownSlot(name: unknown): string {
  return `Unknown slot: ${typeof name === "string" ? name.slice(0, MAX_NAME_CHARS) : "None"}`;
}

function summaryOf(args: Readonly<Record<string, unknown>> | null | undefined): string {
  const told = args?.["command"] ?? args?.["code"] ?? args?.["path"] ?? args?.["program"];
  return typeof told === "string" ? shortText(told, MAX_SHOWN_CHARS) : "";
}

function wire(result: ToolResult): Answer {
  return { status: 200, json: wireResult(null, result, false) };
}

function wireResult(
  id: string | number | null,
  { success, output, error, metadata }: ToolResult,
  includeStreams: boolean,
): WireResult {
  const { outcome, stdout, stderr } = metadata;
  return {
    success,
    output,
    error: outcome === "worker-lost" ? withoutDetails(error) : error,
    execution_id: id,
    metadata: { ...wireMetadata(metadata), ...(includeStreams ? { stdout, stderr } : {}) },
  };
}

/** Why a worker was lost may name files of the host. */
function withoutDetails(error: string): string {
  return error.replace(/ ?[(:\n].*$/s, "");
}

/** Of a request that is wrong otherwise. */
function idOf(body: unknown): string | number | null {
  if (typeof body !== "object" || body === null || !("execution_id" in body)) return null;
  const { execution_id: id } = body;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
