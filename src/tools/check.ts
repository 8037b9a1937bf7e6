import { z } from "zod";
import { explain } from "../api/explain-issues.ts";
import type { Limits } from "../api/limits.ts";
import { failure, type Outcome, type ToolResult } from "../api/result.ts";
import type { ExportedFunction } from "../machine/wasi/module.ts";
import { describeExportedFunction, exportedFunctionSchema } from "./exported-tools.ts";
import { type CheckedCall, EXPORTED_FUNCTION, TOOL_SCHEMAS, type ToolArgs, type ToolName } from "./schemas.ts";

/** What runs in a slot, which decides the tools it has. */
export type SlotRuntime =
  /** A shell, perhaps with programs of the user's. */
  | { readonly kind: "shell"; readonly hasPrograms: boolean }
  /** One program, started by each call of `run`. */
  | { readonly kind: "command" }
  /** One program that stays; its functions are the tools. */
  | { readonly kind: "reactor"; readonly functions: readonly ExportedFunction[] };

/** The tools beside those for files. */
const OWN_TOOLS: Readonly<Record<SlotRuntime["kind"], ReadonlySet<string>>> = {
  shell: new Set(["bash", "bash_stateful", "javascript", "python", "run"]),
  command: new Set(["run"]),
  reactor: new Set(),
};
const FILE_TOOLS: ReadonlySet<string> = new Set(["read_file", "write_file"]);

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

/** The tools that slots have; `run` is of no use where a shell is all there is. */
export function toolSchemas(runtime: SlotRuntime): ToolSchema[] {
  const isOffered = (name: string): boolean => {
    if (runtime.kind === "shell" && name === "run") return runtime.hasPrograms;
    return OWN_TOOLS[runtime.kind].has(name) || FILE_TOOLS.has(name);
  };
  const functions = runtime.kind === "reactor" ? runtime.functions : [];
  return [
    ...functions.map((exported) =>
      toolSchema(exported.name, describeExportedFunction(exported), exportedFunctionSchema(exported)),
    ),
    ...Object.entries(TOOL_SCHEMAS)
      .filter(([name]) => isOffered(name))
      .map(([name, { description, args }]) =>
        runtime.kind === "command" && name === "run"
          ? toolSchema(name, description, TOOL_SCHEMAS.run.args.omit({ program: true }))
          : toolSchema(name, description, args),
      ),
  ];
}

function toolSchema(name: string, description: string, args: z.ZodType): ToolSchema {
  const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
  return { type: "function", function: { name, description, parameters } };
}

export type Check =
  | { readonly ok: true; readonly call: CheckedCall }
  | { readonly ok: false; readonly result: ToolResult };

/** Checks a call before it is sent to a worker; a refusal is the call's result. */
export function checkCall(name: unknown, args: unknown, limits: Limits, runtime: SlotRuntime): Check {
  if (typeof name !== "string") return refuse("invalid", `Unknown tool: ${typeof name}`);
  const exported = runtime.kind === "reactor" && runtime.functions.find((candidate) => candidate.name === name);
  if (exported) return checkFunctionCall(exported, args, limits);
  if (!isToolName(name)) {
    const unsupported = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    return unsupported ? refuse("unsupported", unsupported) : refuse("invalid", `Unknown tool: ${name.slice(0, 100)}`);
  }
  if (!OWN_TOOLS[runtime.kind].has(name) && !FILE_TOOLS.has(name))
    return refuse("unsupported", `Unsupported tool: ${name} (${INSTEAD[runtime.kind]})`);
  const parsed = parse<ToolArgs[ToolName]>(TOOL_SCHEMAS[name].args, args, (data) => faultOf(data, limits, runtime));
  if ("fault" in parsed) return refuse("invalid", `Invalid arguments for ${name}: ${parsed.fault}`);
  return { ok: true, call: { tool: name, args: parsed.data } as CheckedCall };
}

const INSTEAD: Readonly<Record<SlotRuntime["kind"], string>> = {
  shell: "use bash",
  command: 'slots of kind "wasi" have no shell; use run',
  reactor: "the tools of these slots are the functions of their program",
};

function checkFunctionCall(exported: ExportedFunction, args: unknown, limits: Limits): Check {
  const parsed = parse(exportedFunctionSchema(exported), args, ({ stdin = "" }) =>
    sizeFault("stdin", stdin, limits.maxCommandBytes),
  );
  if ("fault" in parsed) return refuse("invalid", `Invalid arguments for ${exported.name}: ${parsed.fault}`);
  const { args: values, stdin = "" } = parsed.data;
  const typed = exported.params.map((type, index) => ({ type, value: values[index] ?? 0 }));
  return { ok: true, call: { tool: EXPORTED_FUNCTION, args: { name: exported.name, args: typed, stdin } } };
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

function isToolName(name: string): name is ToolName {
  return Object.hasOwn(TOOL_SCHEMAS, name);
}

function refuse(outcome: Exclude<Outcome, "ok">, error: string): Check {
  return { ok: false, result: failure(outcome, error) };
}

/** What a schema alone can't tell. */
function faultOf(args: ToolArgs[ToolName], { maxCommandBytes }: Limits, { kind }: SlotRuntime): string | undefined {
  if ("command" in args) {
    if (args.command.includes("\0")) return "command: must not contain NUL";
    return sizeFault("command", args.command, maxCommandBytes);
  }
  if ("code" in args) return sizeFault("code", args.code, maxCommandBytes);
  // Both file tools have a path.
  if ("path" in args) return undefined;
  const { program, args: programArgs = [], stdin = "" } = args;
  if (kind === "shell" && program === undefined) return "program: is required";
  if (kind === "command" && program !== undefined)
    return "program: the slot is a program; only args and stdin are allowed";
  return sizeFault("args", programArgs.join("\0"), maxCommandBytes) ?? sizeFault("stdin", stdin, maxCommandBytes);
}

function sizeFault(name: string, text: string, maxBytes: number): string | undefined {
  const bytes = text.length * 3 > maxBytes ? Buffer.byteLength(text) : 0;
  return bytes <= maxBytes ? undefined : `${name}: ${bytes} bytes is more than maxCommandBytes (${maxBytes})`;
}
