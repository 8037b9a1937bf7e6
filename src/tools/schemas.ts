import { z } from "zod";
import type { WasmArgument } from "../../runtimes/abi/wasi.ts";
import type { SessionLanguage } from "../machine/process/session.ts";

/* What callers may pass. Checked in the main thread; a worker gets only what has passed. */

const command = z.string().min(1, "must not be empty").describe("The command line, in bash syntax.");
const path = z.string().min(1, "must not be empty").describe("Path of the file, relative to the workspace.");

const bashArgs = z.strictObject({
  command,
  allow_network: z.boolean().optional().describe("Accepted for compatibility; there is no network."),
  require_sandbox: z.boolean().optional().describe("Accepted for compatibility; every command is sandboxed."),
});

const bashStatefulArgs = z.strictObject({ command });

const readFileArgs = z.strictObject({ path });

const writeFileArgs = z.strictObject({ path, content: z.string().describe("The whole new content of the file.") });

const argument = z.string().refine((text) => !text.includes("\0"), "must not contain NUL");

const runArgs = z.strictObject({
  program: z.string().min(1, "must not be empty").optional().describe("Path of the program, or a command's name."),
  args: z.array(argument).optional().describe("Arguments of the program, without its name."),
  stdin: z.string().optional().describe("What the program reads from standard input."),
});

const codeArgs = z.strictObject({
  code: z.string().describe("The code; the value of its last expression is returned."),
});

/** The tools by name: what a model is told of them, and what arguments they take. */
export const TOOL_SCHEMAS = {
  bash: {
    description:
      "Run a bash command in a fresh shell in the workspace. Files persist between calls; variables and the working directory do not.",
    args: bashArgs,
  },
  bash_stateful: {
    description:
      "Run a bash command in the slot's persistent shell. The working directory, variables, functions and shell options persist between calls.",
    args: bashStatefulArgs,
  },
  javascript: {
    description:
      "Run JavaScript in the slot's persistent Node session. Variables, functions and imports persist between calls; top-level await and import work.",
    args: codeArgs,
  },
  python: {
    description:
      "Run Python in the slot's persistent interpreter. Variables, functions and imports persist between calls; top-level await works.",
    args: codeArgs,
  },
  run: { description: "Run a WebAssembly (WASI) program in the workspace, without a shell.", args: runArgs },
  read_file: { description: "Read a text file of the workspace.", args: readFileArgs },
  write_file: {
    description: "Write a text file of the workspace, replacing what was there. Missing folders are made.",
    args: writeFileArgs,
  },
} as const;

export type ToolName = keyof typeof TOOL_SCHEMAS;

/** Tools whose state is an interpreter that stays with its worker. */
const SESSION_TOOLS: ReadonlySet<string> = new Set<SessionLanguage>(["javascript", "python"]);

export function isSessionTool(tool: string): tool is SessionLanguage {
  return SESSION_TOOLS.has(tool);
}

export type ToolArgs = { [Name in ToolName]: z.infer<(typeof TOOL_SCHEMAS)[Name]["args"]> };

/** What a call of a tool that is a function of the slot's program comes to; no tool of this name can be called. */
export const EXPORTED_FUNCTION = "(exported function)";

export interface FunctionCallArgs {
  readonly name: string;
  readonly args: readonly WasmArgument[];
  readonly stdin: string;
}

/** A tool call whose arguments have been checked. */
export type CheckedCall =
  | { [Name in ToolName]: { readonly tool: Name; readonly args: ToolArgs[Name] } }[ToolName]
  | { readonly tool: typeof EXPORTED_FUNCTION; readonly args: FunctionCallArgs };
