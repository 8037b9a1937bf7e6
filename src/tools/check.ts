import { z } from "zod";
import { explain } from "../explain-issues.ts";
import type { Limits } from "../limits.ts";
import { failure, type Outcome, type ToolResult } from "../result.ts";
import { type CheckedCall, TOOL_SCHEMAS, type ToolName } from "./schemas.ts";

/** Tools of the wire format that slotbox knows of but doesn't have. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  tmux: "Unsupported tool: tmux (slotbox has no terminals; use bash or bash_stateful)",
};

/** A tool in the form models are prompted with (OpenAI function calling). */
export interface ToolSchema {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

export function toolSchemas(): ToolSchema[] {
  return Object.entries(TOOL_SCHEMAS).map(([name, { description, args }]) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
    return { type: "function", function: { name, description, parameters } };
  });
}

export type Check =
  | { readonly ok: true; readonly call: CheckedCall }
  | { readonly ok: false; readonly result: ToolResult };

/** Checks a call before it is sent to a worker; a refusal is the call's result. */
export function checkCall(name: unknown, args: unknown, limits: Limits): Check {
  if (typeof name !== "string") return refuse("invalid", `Unknown tool: ${typeof name}`);
  if (!isToolName(name)) {
    const unsupported = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    return unsupported ? refuse("unsupported", unsupported) : refuse("invalid", `Unknown tool: ${name.slice(0, 100)}`);
  }
  const parsed = TOOL_SCHEMAS[name].args.safeParse(args);
  if (!parsed.success) return refuse("invalid", `Invalid arguments for ${name}: ${explain(parsed.error)}`);
  const fault = "command" in parsed.data ? commandFault(parsed.data.command, limits) : undefined;
  if (fault) return refuse("invalid", `Invalid arguments for ${name}: ${fault}`);
  return { ok: true, call: { tool: name, args: parsed.data } as CheckedCall };
}

function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOL_SCHEMAS, name);
}

function refuse(outcome: Exclude<Outcome, "ok">, error: string): Check {
  return { ok: false, result: failure(outcome, error) };
}

function commandFault(command: string, { maxCommandBytes }: Limits): string | undefined {
  if (command.includes("\0")) return "command: must not contain NUL";
  const bytes = command.length * 3 > maxCommandBytes ? Buffer.byteLength(command) : 0;
  if (bytes <= maxCommandBytes) return undefined;
  return `command: ${bytes} bytes is more than maxCommandBytes (${maxCommandBytes})`;
}
