import { z } from "zod";
import type { ToolSchema } from "../api/backend.ts";
import { explain } from "../api/explain-issues.ts";
import type { Limits } from "../api/limits.ts";
import { failure, type Outcome, type ToolResult } from "../api/result.ts";
import type { SlotRuntime, ToolDefinition } from "./definition.ts";
import { exportedFunctionTool } from "./exported-function.ts";
import {
  type CheckedCall,
  EXPORTED_FUNCTION,
  isToolName,
  REFUSED_TOOLS,
  type RunnableName,
  TOOLS,
  type ToolArgs,
} from "./table.ts";

export type Check =
  | { readonly ok: true; readonly call: CheckedCall }
  | { readonly ok: false; readonly result: ToolResult };

/** A tool that slots have, as the main thread deals with it. */
interface Offer {
  readonly name: string;
  /** Absent for a tool that models need not know of. */
  readonly shown: ToolSchema | undefined;
  check(args: unknown, limits: Limits): Check;
}

/** The tools that slots have, for a model's prompt. */
export function toolSchemas(slot: SlotRuntime): ToolSchema[] {
  return [...offersOf(slot).values()].map(({ shown }) => shown).filter((shown) => shown !== undefined);
}

/** Checks a call before it is sent to a worker; a refusal is the call's result. */
export function checkCall(name: unknown, args: unknown, limits: Limits, slot: SlotRuntime): Check {
  if (typeof name !== "string") return refuse("invalid", `Unknown tool: ${typeof name}`);
  const offer = offersOf(slot).get(name);
  if (offer) return offer.check(args, limits);
  if (!isToolName(name)) return refuse("invalid", `Unknown tool: ${name.slice(0, 100)}`);
  const reason = (Object.hasOwn(REFUSED_TOOLS, name) ? REFUSED_TOOLS[name] : undefined) ?? INSTEAD[slot.kind];
  return refuse("unsupported", `Unsupported tool: ${name} (${reason})`);
}

const INSTEAD: Readonly<Record<SlotRuntime["kind"], string>> = {
  shell: `use ${TOOLS.bash.name}`,
  command: `slots of kind "wasi" have no shell; use ${TOOLS.run.name}`,
  reactor: "the tools of these slots are the functions of their program",
};

const knownOffers = new WeakMap<SlotRuntime, ReadonlyMap<string, Offer>>();

function offersOf(slot: SlotRuntime): ReadonlyMap<string, Offer> {
  const known = knownOffers.get(slot);
  if (known) return known;
  const functions = slot.kind === "reactor" ? slot.functions : [];
  const offers = new Map(
    [
      ...functions.map((exported) => createOffer(EXPORTED_FUNCTION, exportedFunctionTool(exported), slot)),
      ...Object.values(TOOLS)
        .filter(({ slots }) => slots.includes(slot.kind))
        .map((tool) => createOffer(tool.name, tool, slot)),
    ].map((offer) => [offer.name, offer]),
  );
  knownOffers.set(slot, offers);
  return offers;
}

/** @param runs what a worker knows the tool by */
function createOffer<Name extends RunnableName>(
  runs: Name,
  tool: ToolDefinition<string, ToolArgs[Name]>,
  slot: SlotRuntime,
): Offer {
  const { name, description } = tool;
  // Made when it is asked for: the first call need not wait for the schemas of the other tools.
  let schema: z.ZodType<ToolArgs[Name]> | undefined;
  let prompt: { readonly schema: ToolSchema | undefined } | undefined;
  const makePrompt = (): ToolSchema | undefined => {
    const shown = tool.shownSchema ? tool.shownSchema(z, slot) : tool.schema(z);
    return shown && promptSchema(name, description, shown);
  };
  return {
    name,
    get shown() {
      prompt ??= { schema: makePrompt() };
      return prompt.schema;
    },
    check: (args, limits) => {
      schema ??= tool.schema(z);
      const parsed = parse(schema, args, (data) => tool.check?.(data, limits, slot));
      if ("fault" in parsed) return refuse("invalid", `Invalid arguments for ${name}: ${parsed.fault}`);
      return { ok: true, call: { tool: runs, args: parsed.data } as CheckedCall };
    },
  };
}

function promptSchema(name: string, description: string, args: z.ZodType): ToolSchema {
  const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
  return { type: "function", function: { name, description, parameters } };
}

/** Arguments that throw when they are read are a fault, too. */
function parse<Args>(
  schema: z.ZodType<Args>,
  args: unknown,
  faultIn: (args: Args) => string | undefined,
): { readonly data: Args } | { readonly fault: string } {
  let parsed: z.ZodSafeParseResult<Args>;
  try {
    parsed = schema.safeParse(args);
  } catch {
    return { fault: "they can't be read" };
  }
  if (!parsed.success) return { fault: explain(parsed.error) };
  const fault = faultIn(parsed.data);
  return fault === undefined ? { data: parsed.data } : { fault };
}

function refuse(outcome: Exclude<Outcome, "ok">, error: string): Check {
  return { ok: false, result: failure(outcome, error) };
}
