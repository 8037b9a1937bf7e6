import { failure, type ToolResult } from "../api/result.ts";
import { type Admission, submitAdmitted } from "../backend/batch.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { type ReadCall, readCall, readReset } from "../wire/calls.ts";
import { LenientArgs } from "../wire/lenient-args.ts";
import { type WireResult, writeResult } from "../wire/results.ts";
import { slotName, unknownSlot } from "../wire/slot-names.ts";
import type { EndedCall } from "./activity.ts";
import { type EndpointResponse, failed } from "./response.ts";
import type { SlotCall, SlotTable } from "./slot-table.ts";

const MAX_SHOWN_CHARS = 120;
const MAX_NAME_CHARS = 100;

type ReceivedCall = Admission<SlotCall> & {
  readonly request: ReadCall;
  /** By the clock of `performance`. */
  readonly beganAt: number;
  readonly seen: Pick<EndedCall, "slot" | "executionId" | "tool" | "summary" | "beganAtMs">;
};

export interface ExecutionOptions {
  readonly maxBatch: number;
  /** Told of every call that ended. */
  onCall(call: EndedCall): void;
}

/** `/execute`, `/batch`, `/reset` and `/hang_up`. Whatever a request asks for in vain is a result; only a body can be wrong. */
export class Execution {
  readonly #sandbox: Sandbox;
  readonly #slots: SlotTable;
  readonly #options: ExecutionOptions;
  readonly #lenientArgs: LenientArgs;

  constructor(sandbox: Sandbox, slots: SlotTable, options: ExecutionOptions) {
    this.#sandbox = sandbox;
    this.#slots = slots;
    this.#options = options;
    this.#lenientArgs = new LenientArgs(sandbox.tools);
  }

  /** @param signal aborted when nobody waits for the result any more */
  async execute(body: unknown, signal: AbortSignal): Promise<EndpointResponse> {
    const [result] = await this.#run([body], signal);
    return { status: 200, json: result };
  }

  /** @param signal likewise */
  async batch(body: unknown, signal: AbortSignal): Promise<EndpointResponse> {
    if (!Array.isArray(body)) return failed(400, "Expected array of requests");
    const { maxBatch } = this.#options;
    if (body.length > maxBatch) return failed(413, `Too many requests in a batch: ${body.length} (max ${maxBatch})`);
    return { status: 200, jsonItems: await this.#run(body, signal) };
  }

  async reset(body: unknown): Promise<EndpointResponse> {
    const request = readReset(body);
    if ("fault" in request) return failed(400, request.fault);
    const slot = this.#slots.find(request.slotName);
    if (slot === undefined) return { status: 200, json: writeResult(refusal(unknownSlot(request.slotName))) };
    await this.#slots.reset(slot);
    const metadata = { outcome: "ok", durationMs: 0, truncated: false } as const;
    const result = { success: true, output: `Reset workspace for ${slotName(slot)}`, error: "", metadata };
    return { status: 200, json: writeResult(result) };
  }

  /** Ends what calls of a slot have left running. */
  async hangUp(body: unknown): Promise<EndpointResponse> {
    const request = readReset(body);
    if ("fault" in request) return failed(400, request.fault);
    const slot = this.#slots.find(request.slotName);
    if (slot === undefined) return { status: 200, json: writeResult(refusal(unknownSlot(request.slotName))) };
    await this.#sandbox.hangUp?.(slot);
    const metadata = { outcome: "ok", durationMs: 0, truncated: false } as const;
    return { status: 200, json: writeResult({ success: true, output: "", error: "", metadata }) };
  }

  #run(bodies: readonly unknown[], signal: AbortSignal): Promise<WireResult[]> {
    const received = bodies.map((body) => this.#receive(readCall(body), signal));
    const submitted = submitAdmitted(received, (calls) => this.#slots.executeBatch(calls));
    return Promise.all(submitted.map(async ({ item, result }) => this.#ended(item, await result)));
  }

  #receive(request: ReadCall, signal: AbortSignal): ReceivedCall {
    const { slotName, executionId, tool, args } = request;
    const slot = this.#slots.find(slotName);
    const shown = {
      executionId: executionId === null ? null : shortText(String(executionId), MAX_SHOWN_CHARS),
      tool: shortText(tool, MAX_NAME_CHARS),
      summary: summaryOf(args),
      beganAtMs: Date.now(),
    };
    const received = { request, beganAt: performance.now(), seen: { ...shown, slot } };
    if (request.fault !== undefined) return { ...received, refusal: refusal(request.fault) };
    if (slot === undefined) return { ...received, refusal: refusal(unknownSlot(slotName)) };
    const meant = request.strictArgs ? { args } : this.#lenientArgs.of(tool, args);
    if ("error" in meant) return { ...received, refusal: failure("exit", meant.error) };
    const timeoutMs = Math.min(request.timeoutMs, this.#sandbox.maxTimeoutMs);
    const call = { slot, tool, args: meant.args, timeoutMs, signal };
    return { ...received, call: { shown: { ...shown, slot }, call } };
  }

  #ended({ request, beganAt, seen }: ReceivedCall, result: ToolResult): WireResult {
    const { outcome } = result.metadata;
    const told = outcome === "worker-lost" ? { ...result, error: withoutDetails(result.error) } : result;
    const error = shortText(result.error, MAX_SHOWN_CHARS);
    this.#options.onCall({ ...seen, outcome, error, tookMs: performance.now() - beganAt });
    return writeResult(told, request);
  }
}

function refusal(error: string): ToolResult {
  return failure("invalid", error);
}

function summaryOf(args: Readonly<Record<string, unknown>>): string {
  const told = args["command"] ?? args["code"] ?? args["path"] ?? args["program"];
  return typeof told === "string" ? shortText(told, MAX_SHOWN_CHARS) : "";
}

/** Why a worker was lost may name files of the host. */
function withoutDetails(error: string): string {
  return error.replace(/ ?[(:\n].*$/s, "");
}

/** The beginning of a text, as a string of its own: a slice of V8's would keep all of it in memory. */
function shortText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${Buffer.from(text.slice(0, maxChars - 1)).toString()}…`;
}
