import type { ToolResult } from "../api/result.ts";

export interface GatheredCall {
  readonly slot: number;
  readonly timeoutMs: number;
}

/** Puts calls that were submitted together into one message again: those of one batch, in one turn of the event loop. */
export class CallGatherer<Call extends GatheredCall> {
  readonly #run: (calls: readonly Call[]) => Promise<readonly ToolResult[]>;
  readonly #open = new Map<number, { readonly calls: Call[]; readonly results: Promise<readonly ToolResult[]> }>();

  /** @param run one result for each call, in their order; must not reject */
  constructor(run: (calls: readonly Call[]) => Promise<readonly ToolResult[]>) {
    this.#run = run;
  }

  async add(batchId: number, call: Call): Promise<ToolResult> {
    const { calls, results } = this.#open.get(batchId) ?? this.#begin(batchId);
    const index = calls.push(call) - 1;
    const result = (await results)[index];
    if (!result) throw new RangeError("a batch had fewer results than calls");
    return result;
  }

  #begin(batchId: number) {
    const calls: Call[] = [];
    const results = Promise.resolve().then(() => {
      this.#open.delete(batchId);
      return this.#run(calls);
    });
    const batch = { calls, results };
    this.#open.set(batchId, batch);
    return batch;
  }
}
