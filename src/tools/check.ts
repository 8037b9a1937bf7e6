import { z } from "zod";
import { explain } from "../explain-issues.ts";
import type { Limits } from "../limits.ts";
import { failure, type Outcome, type ToolResult } from "../result.ts";
import { type CheckedCall, TOOL_SCHEMAS, type ToolArgs, type ToolName } from "./schemas.ts";

/** What a slot runs: commands in a shell, or one program of the user's. */
export type SlotKind = "shell" | "wasi";

const SHELL_TOOLS: ReadonlySet<string> = new Set(["bash", "bash_stateful"]);

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

/** The tools a kind of slot has; `run` is of no use where a shell is all there is. */
export function toolSchemas(kind: SlotKind, hasPrograms: boolean): ToolSchema[] {
  return Object.entries(TOOL_SCHEMAS)
    .filter(([name]) => (kind === "shell" ? name !== "run" || hasPrograms : !SHELL_TOOLS.has(name)))
    .map(([name, { description, args }]) => {
      const shape = kind === "wasi" && name === "run" ? TOOL_SCHEMAS.run.args.omit({ program: true }) : args;
      const { $schema: _, ...parameters } = z.toJSONSchema(shape, { io: "input" });
      return { type: "function", function: { name, description, parameters } };
    });
}

export type Check =
  | { readonly ok: true; readonly call: CheckedCall }
  | { readonly ok: false; readonly result: ToolResult };

/** Checks a call before it is sent to a worker; a refusal is the call's result. */
export function checkCall(name: unknown, args: unknown, limits: Limits, kind: SlotKind): Check {
  if (typeof name !== "string") return refuse("invalid", `Unknown tool: ${typeof name}`);
  if (!isToolName(name)) {
    const unsupported = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    return unsupported ? refuse("unsupported", unsupported) : refuse("invalid", `Unknown tool: ${name.slice(0, 100)}`);
  }
  if (kind === "wasi" && SHELL_TOOLS.has(name))
    return refuse("unsupported", `Unsupported tool: ${name} (slots of kind "wasi" have no shell; use run)`);
  const parsed = parse(name, args);
  if (!parsed) return refuse("invalid", `Invalid arguments for ${name}: they can't be read`);
  if (!parsed.success) return refuse("invalid", `Invalid arguments for ${name}: ${explain(parsed.error)}`);
  const fault = faultOf(parsed.data, limits, kind);
  if (fault) return refuse("invalid", `Invalid arguments for ${name}: ${fault}`);
  return { ok: true, call: { tool: name, args: parsed.data } as CheckedCall };
}

/** @returns nothing for arguments that throw when they are read */
function parse(name: ToolName, args: unknown) {
  try {
    return TOOL_SCHEMAS[name].args.safeParse(args);
  } catch {
    return undefined;
  }
}

function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOL_SCHEMAS, name);
}

function refuse(outcome: Exclude<Outcome, "ok">, error: string): Check {
  return { ok: false, result: failure(outcome, error) };
}

/** What a schema alone can't tell. */
function faultOf(args: ToolArgs[ToolName], { maxCommandBytes }: Limits, kind: SlotKind): string | undefined {
  if ("command" in args) {
    if (args.command.includes("\0")) return "command: must not contain NUL";
    return sizeFault("command", args.command, maxCommandBytes);
  }
  // Both other tools have a path.
  if ("path" in args) return undefined;
  const { program, args: programArgs = [], stdin = "" } = args;
  if (kind === "shell" && program === undefined) return "program: is required";
  if (kind === "wasi" && program !== undefined)
    return "program: the slot is a program; only args and stdin are allowed";
  return sizeFault("args", programArgs.join("\0"), maxCommandBytes) ?? sizeFault("stdin", stdin, maxCommandBytes);
}

function sizeFault(name: string, text: string, maxBytes: number): string | undefined {
  const bytes = text.length * 3 > maxBytes ? Buffer.byteLength(text) : 0;
  return bytes <= maxBytes ? undefined : `${name}: ${bytes} bytes is more than maxCommandBytes (${maxBytes})`;
}
