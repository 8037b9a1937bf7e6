import { bash } from "./bash.ts";
import { bashStateful } from "./bash-stateful.ts";
import type { RunnableTool } from "./definition.ts";
import { exportedFunction } from "./exported-function.ts";
import { javascript } from "./javascript.ts";
import { python } from "./python.ts";
import { readFile } from "./read-file.ts";
import { run } from "./run.ts";
import type { ToolContext, ToolStep } from "./tool.ts";
import { writeFile } from "./write-file.ts";

/** The tools by name, in the order models are told of them. A new tool is a file of its own and a line here. */
export const TOOLS = {
  [bash.name]: bash,
  [bashStateful.name]: bashStateful,
  [javascript.name]: javascript,
  [python.name]: python,
  [run.name]: run,
  [readFile.name]: readFile,
  [writeFile.name]: writeFile,
};

/** Tools of the wire format that slotbox knows of but doesn't have, and what callers are told. */
export const REFUSED_TOOLS: Readonly<Record<string, string>> = {
  tmux: `slotbox has no terminals; use ${bash.name} or ${bashStateful.name}`,
};

/** What a call of a tool that is a function of the slot's program comes to; no tool of this name can be called. */
export const EXPORTED_FUNCTION = "(exported function)";

const RUNNABLE = { ...TOOLS, [EXPORTED_FUNCTION]: exportedFunction };

export type RunnableName = keyof typeof RUNNABLE;

/** The arguments of each tool, once they have been checked. */
export type ToolArgs = {
  [Name in RunnableName]: (typeof RUNNABLE)[Name] extends RunnableTool<infer Args> ? Args : never;
};

/** A tool call whose arguments have been checked. */
export type CheckedCall<Name extends RunnableName = RunnableName> = {
  [Each in Name]: { readonly tool: Each; readonly args: ToolArgs[Each] };
}[Name];

const RUN: { readonly [Name in RunnableName]: RunnableTool<ToolArgs[Name]> } = RUNNABLE;

/** Whether the wire format or slotbox has a tool of this name, in whatever slots. */
export function isToolName(name: string): boolean {
  return Object.hasOwn(TOOLS, name) || Object.hasOwn(REFUSED_TOOLS, name);
}

/** Runs a checked call, in a worker. */
export function startTool<Name extends RunnableName>(context: ToolContext, call: CheckedCall<Name>): ToolStep {
  return RUN[call.tool].run(context, call.args);
}

/** Whether what the call leaves in memory lives in its worker, so that the slot's next calls must go there. */
export function bindsWorker({ tool }: CheckedCall): boolean {
  const { state } = RUN[tool];
  return state === "interpreter" || state === "instance";
}

/** Whether the call changes the slot's shell session, which is data. */
export function changesShellSession({ tool }: CheckedCall): boolean {
  return RUN[tool].state === "shell-session";
}
