import { explain } from "../explain-issues.ts";
import { failure, type ToolResult } from "../result.ts";
import type { Sandbox } from "../sandbox.ts";
import { wireMetadata } from "../wire-metadata.ts";
import { type Answer, failed } from "./answer.ts";
import type { ServedSlots } from "./served-slots.ts";
import { executeBody, resetBody } from "./wire-requests.ts";

const MS_PER_S = 1000;

export interface WireResult {
  readonly success: boolean;
  readonly output: string;
  readonly error: string;
  readonly execution_id: string | number | null;
  readonly metadata: Record<string, unknown>;
}

/** `/execute`, `/batch` and `/reset`. Whatever a request asks for in vain is a result; only a body can be wrong. */
export class Execution {
  readonly #sandbox: Sandbox;
  readonly #slots: ServedSlots;
  readonly #maxBatch: number;

  constructor(sandbox: Sandbox, slots: ServedSlots, maxBatch: number) {
    this.#sandbox = sandbox;
    this.#slots = slots;
    this.#maxBatch = maxBatch;
  }

  async execute(body: unknown): Promise<Answer> {
    return { status: 200, json: await this.#run(body, this.#sandbox.nextBatchId()) };
  }

  async batch(body: unknown): Promise<Answer> {
    if (!Array.isArray(body)) return failed(400, "Expected array of requests");
    if (body.length > this.#maxBatch)
      return failed(413, `Too many requests in a batch: ${body.length} (max ${this.#maxBatch})`);
    const batchId = this.#sandbox.nextBatchId();
    return { status: 200, json: await Promise.all(body.map((request: unknown) => this.#run(request, batchId))) };
  }

  async reset(body: unknown): Promise<Answer> {
    const parsed = resetBody.safeParse(body);
    if (!parsed.success) return failed(400, `Invalid request: ${explain(parsed.error)}`);
    const slot = this.#slots.find(parsed.data.slot_id);
    if (slot === undefined) return wire(null, failure("invalid", unknownSlot(parsed.data.slot_id)));
    await this.#slots.reset(slot);
    const metadata = { outcome: "ok", durationMs: 0, truncated: false } as const;
    return wire(null, { success: true, output: `Reset workspace for slot_${slot}`, error: "", metadata });
  }

  async #run(body: unknown, batchId: number): Promise<WireResult> {
    const parsed = executeBody.safeParse(body);
    if (!parsed.success) return wireResult(idOf(body), failure("invalid", `Invalid request: ${explain(parsed.error)}`));
    const { slot_id: name, tool, args, execution_id: id = null, timeout } = parsed.data;
    const slot = this.#slots.find(name);
    if (slot === undefined) return wireResult(id, failure("invalid", unknownSlot(name)));
    const result = await this.#slots.run(slot, id === null ? null : String(id), () =>
      this.#sandbox.execute(slot, tool ?? "", args ?? {}, timeout * MS_PER_S, batchId),
    );
    return wireResult(id, result);
  }
}

export function unknownSlot(name: unknown): string {
  return `Unknown slot: ${typeof name === "string" ? name.slice(0, 100) : "None"}`;
}

function wire(id: string | null, result: ToolResult): Answer {
  return { status: 200, json: wireResult(id, result) };
}

function wireResult(id: string | number | null, { success, output, error, metadata }: ToolResult): WireResult {
  return { success, output, error, execution_id: id, metadata: wireMetadata(metadata) };
}

/** Of a request that is wrong otherwise. */
function idOf(body: unknown): string | number | null {
  if (typeof body !== "object" || body === null || !("execution_id" in body)) return null;
  const { execution_id: id } = body;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
