import type { z } from "zod";
import type { Limits } from "../api/limits.ts";
import type { ExportedFunction } from "../machine/wasi/module.ts";
import type { ToolContext, ToolStep } from "./tool.ts";

/** What runs in a slot, which decides the tools it has. */
export type SlotRuntime =
  /** A shell, perhaps with programs of the user's. */
  | { readonly kind: "shell"; readonly hasPrograms: boolean }
  /** One program, started by each call of `run`. */
  | { readonly kind: "command" }
  /** One program that stays; its functions are the tools. */
  | { readonly kind: "reactor"; readonly functions: readonly ExportedFunction[] };

/** What a tool keeps from call to call, beside files. */
export type ToolState =
  | "none"
  /** The variables, functions and directory of a shell: data that go wherever the slot goes. */
  | "shell-session"
  /** An interpreter that lives in one worker. */
  | "interpreter"
  /** An instance of the slot's program that lives in one worker. */
  | "instance";

/** Schemas are made by a zod that is handed in: workers run tools and check nothing, so they need not load it. */
export type Zod = typeof z;

/** The half of a tool that runs, in a worker, with arguments that have been checked. */
export interface RunnableTool<Args> {
  readonly state: ToolState;
  /** Does not throw for anything a guest or a caller can cause. */
  run(context: ToolContext, args: Args): ToolStep;
}

/** A tool: what a model is told of it, which arguments it takes, what it does. */
export interface ToolDefinition<Name extends string, Args> extends RunnableTool<Args> {
  readonly name: Name;
  readonly description: string;
  /** The kinds of slots that have it. */
  readonly slots: readonly SlotRuntime["kind"][];
  /** What callers may pass. */
  schema(zod: Zod): z.ZodType<Args>;
  /** What a model is told of that, or nothing where the tool is of no use. @default the schema, in all kinds of slots */
  shownSchema?(zod: Zod, slot: SlotRuntime): z.ZodType | undefined;
  /** @returns what is wrong with arguments that fit the schema, if anything is */
  check?(args: Args, limits: Limits, slot: SlotRuntime): string | undefined;
}

/** Makes the compiler see that the parts of a definition belong to each other. */
export function defineTool<const Name extends string, Args>(
  definition: ToolDefinition<Name, Args>,
): ToolDefinition<Name, Args> {
  return definition;
}

/** @returns the fault of an argument that is longer than a command line may be */
export function lengthFault(name: string, text: string, { maxCommandBytes }: Limits): string | undefined {
  const bytes = text.length * 3 > maxCommandBytes ? Buffer.byteLength(text) : 0;
  if (bytes <= maxCommandBytes) return undefined;
  return `${name}: ${bytes} bytes is more than maxCommandBytes (${maxCommandBytes})`;
}
