import type { ShellRunOptions } from "../../runtimes/abi/shell.ts";
import type { WasmArgument } from "../../runtimes/abi/wasi.ts";
import type { Limits } from "../api/limits.ts";
import type { ToolResult } from "../api/result.ts";
import type { ProgramResult } from "../machine/process/process.ts";
import type { SessionLanguage, SessionResult } from "../machine/process/session.ts";
import type { ShellOutcome } from "../machine/shell/shell-machine.ts";
import type { FunctionResult } from "../machine/wasi/reactor.ts";
import type { Volume } from "../volume/volume.ts";

/** What a tool can use while it runs, in a worker. */
export interface ToolContext {
  /** A number that no other slot of the worker has. */
  readonly slotKey: number;
  readonly volume: Volume;
  readonly limits: Limits;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly startedAtMs: number;
  readonly shell: ToolShell;
  readonly programs: ToolPrograms;
  readonly reactor: ToolReactor;
  readonly sessions: ToolSessions;
}

/** WASI programs, run without a shell. */
export interface ToolPrograms {
  /** @returns nothing if there is no program of that name */
  run(context: ToolContext, request: ProgramCall): ProgramResult | undefined;
}

export interface ProgramCall {
  /** A path or the name of a command; without it, the program that slots of kind "wasi" are. */
  readonly program: string | undefined;
  readonly args: readonly string[];
  readonly stdin: string;
}

/** The program that stays with its slot, if slots are one. */
export interface ToolReactor {
  call(context: ToolContext, call: FunctionCallArgs): FunctionResult;
}

export interface FunctionCallArgs {
  readonly name: string;
  readonly args: readonly WasmArgument[];
  readonly stdin: string;
}

/** The interpreters that stay with their slot. */
export interface ToolSessions {
  evaluate(context: ToolContext, language: SessionLanguage, code: string): SessionResult;
}

export interface ToolShell {
  run(command: string, options: ShellRunOptions): ShellOutcome;
  wake(deadlineMs: number): ShellOutcome;
  /** The persistent shell's state; "" before its first call. */
  state: string;
  /** What processes have printed that earlier calls of the persistent shell had left, and that are gone. */
  takeLeavings(): { readonly stdout: string; readonly stderr: string } | undefined;
  /** The quota error a program met during this call. */
  readonly quotaError: string | undefined;
}

/** @param lateMs how long after `wakeAtMs` it is: others' time, which doesn't count against the call's limit */
export type Resume = (lateMs: number) => ToolStep;

/** A tool is done, or waits without holding its worker. */
export type ToolStep =
  | { readonly kind: "done"; readonly result: ToolResult }
  | { readonly kind: "waiting"; readonly wakeAtMs: number; readonly resume: Resume };

export function done(result: ToolResult): ToolStep {
  return { kind: "done", result };
}

export function elapsedMs(context: ToolContext): number {
  return Math.round((performance.timeOrigin + performance.now() - context.startedAtMs) * 1000) / 1000;
}
