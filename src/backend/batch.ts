import { failure, type ToolResult } from "../api/result.ts";
import type { Sandbox, SandboxCall } from "./sandbox.ts";

/** What a check makes of a request: a call to submit, or a result that says why not. */
export type Admission<Call> = { readonly call: Call } | { readonly refusal: ToolResult };

type CallOf<Item> = Extract<Item, { readonly call: unknown }>["call"];

interface Submitted<Item> {
  readonly item: Item;
  readonly result: Promise<ToolResult>;
}

/**
 * Submits the calls of a batch that were admitted as one batch, and gives a result for each item in the items' order.
 * @param submit one result for each call, in their order; not asked if there is no call
 */
export function submitAdmitted<Item extends Admission<unknown>>(
  items: readonly Item[],
  submit: (calls: readonly CallOf<Item>[]) => readonly Promise<ToolResult>[],
): Submitted<Item>[] {
  const calls = items.flatMap((item) => (isAdmitted(item) ? [item.call] : []));
  const results = (calls.length > 0 ? submit(calls) : []).values();
  return items.map((item) => ({
    item,
    result: "call" in item ? (results.next().value ?? Promise.resolve(noResult())) : Promise.resolve(item.refusal),
  }));
}

type Results = Promise<readonly (ToolResult | Promise<ToolResult>)[]>;

/** One promise for each of the results that come together. */
export function eachOf(results: Results, count: number): Promise<ToolResult>[] {
  return Array.from({ length: count }, (_, index) => resultAt(results, index));
}

export async function resultAt(results: Results, index: number): Promise<ToolResult> {
  return (await results)[index] ?? noResult();
}

/** Runs a batch of one call. */
export async function executeAlone(sandbox: Sandbox, call: SandboxCall): Promise<ToolResult> {
  const [result] = sandbox.executeBatch([call]);
  return result ?? noResult();
}

function isAdmitted<Item>(item: Item): item is Extract<Item, { readonly call: unknown }> {
  return typeof item === "object" && item !== null && "call" in item;
}

function noResult(): ToolResult {
  return failure("worker-lost", "No result came");
}
