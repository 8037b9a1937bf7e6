import { z } from "zod";
import { explain } from "../config.ts";
import type { Limits } from "../limits.ts";
import { failure, type ToolResult } from "../result.ts";
import { bashStatefulTool, bashTool } from "./bash.ts";
import { readFileTool, writeFileTool } from "./files.ts";
import type { Tool, ToolContext, ToolStep } from "./tool.ts";

const TOOLS: readonly Tool<unknown>[] = [bashTool, bashStatefulTool, readFileTool, writeFileTool];

const byName = new Map(TOOLS.map((tool) => [tool.name, tool]));

/** Tools of the wire format that slotbox knows of but doesn't have. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  tmux: "Unsupported tool: tmux (slotbox has no terminals; use bash or bash_stateful)",
};

/** A tool call whose arguments have been checked. */
export interface CheckedCall {
  readonly tool: string;
  readonly args: unknown;
}

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
  return TOOLS.map(({ name, description, args }) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
    return { type: "function", function: { name, description, parameters } };
  });
}

/** Checks a call before it is sent to a worker; the failure is the call's result. */
export function checkCall(
  name: unknown,
  args: unknown,
  limits: Limits,
): { ok: true; call: CheckedCall } | { ok: false; result: ToolResult } {
  const tool = typeof name === "string" ? byName.get(name) : undefined;
  if (!tool) {
    const unsupported = typeof name === "string" && Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    if (unsupported) return { ok: false, result: failure("unsupported", unsupported) };
    return {
      ok: false,
      result: failure("invalid", `Unknown tool: ${typeof name === "string" ? name.slice(0, 100) : typeof name}`),
    };
  }
  const parsed = tool.args.safeParse(args);
  if (!parsed.success)
    return { ok: false, result: failure("invalid", `Invalid arguments for ${tool.name}: ${explain(parsed.error)}`) };
  const { command } = parsed.data as { command?: string };
  if (command !== undefined) {
    const fault = commandFault(command, limits);
    if (fault) return { ok: false, result: failure("invalid", `Invalid arguments for ${tool.name}: ${fault}`) };
  }
  return { ok: true, call: { tool: tool.name, args: parsed.data } };
}

function commandFault(command: string, { maxCommandBytes }: Limits): string | undefined {
  if (command.includes("\0")) return "command: must not contain NUL";
  const bytes = command.length * 3 > maxCommandBytes ? Buffer.byteLength(command) : 0;
  return bytes > maxCommandBytes
    ? `command: ${bytes} bytes is more than maxCommandBytes (${maxCommandBytes})`
    : undefined;
}

/** Runs a checked call, in a worker. */
export function startTool(context: ToolContext, { tool, args }: CheckedCall): ToolStep {
  const found = byName.get(tool);
  if (!found) return { kind: "done", result: failure("invalid", `Unknown tool: ${tool}`) };
  return found.start(context, args);
}
