import type { Limits } from "../api/limits.ts";
import type { ToolResult } from "../api/result.ts";
import type { Preopen } from "../machine/process/process.ts";
import type { PythonPackages } from "../machine/python/python-programs.ts";
import type { ExportedFunction } from "../machine/wasi/module.ts";
import type { CheckedCall } from "../tools/table.ts";
import type { Delta, SentDelta } from "../volume/delta.ts";

/*
 * What the main thread and a worker say to each other. A batch is one message each way. Both sides import this, neither
 * the other.
 */

/** What a worker is told first. */
export interface WorkerInit {
  /** In shared memory for a thread; a process gets a copy. */
  readonly snapshot: Uint8Array;
  readonly limits: Limits;
  readonly env: Readonly<Record<string, string>>;
  readonly template: Delta;
  /** Programs that slots have beside the shell's commands, by name: their modules' bytes. */
  readonly commands: Readonly<Record<string, Uint8Array>>;
  readonly python: PythonSettings;
  /** Absent for slots that have a shell. */
  readonly program: SlotProgram | undefined;
  readonly machines: MachineSettings;
  readonly maxLiveSessions: number;
  /** Where what takes long to make is kept for other processes, as the user's environment says. */
  readonly cacheFolders: readonly string[];
  /** What a worker process may take in all; a thread has no such bound. */
  readonly maxProcessBytes: number;
}

/** A worker's share of what the options of the same names say. */
export interface MachineSettings {
  readonly maxMachines: number;
  readonly readyMachines: number;
  /** Whether each slot gets a fresh context. */
  readonly freshContexts: boolean;
}

/** How `python3` runs; see the options of the same names. */
export interface PythonSettings {
  readonly packages: PythonPackages;
  readonly ready: number;
  readonly imageFolder: string | null;
}

/** The program that slots of kind "wasi" are. */
export interface SlotProgram {
  /** What it is called by. */
  readonly name: string;
  readonly wasm: Uint8Array;
  readonly args: readonly string[];
  readonly preopens: readonly Preopen[];
  /** The functions that are tools, if an instance stays with each slot. */
  readonly functions: readonly ExportedFunction[] | undefined;
}

export interface WorkerCall {
  readonly callId: number;
  readonly call: CheckedCall;
  readonly timeoutMs: number;
  /** Who can give it up, together with other calls; 0 for nobody. */
  readonly caller: number;
  /** Whether it is the last of its batch in the message that brought it: results of a batch may travel together until here. */
  readonly endsBatch: boolean;
}

/** What a worker needs to have a slot as the main thread has it. */
export type SlotSource =
  /** The worker served it last and has it still. */
  { readonly kind: "warm" } | { readonly kind: "template" } | { readonly kind: "snapshot"; readonly delta: Delta };

/** What processes of a slot's shell have printed that are gone, for its next call to tell. */
export interface Leavings {
  readonly stdout: string;
  /** With a line that says how they ended, if not by themselves. */
  readonly stderr: string;
}

/** What a call is told of processes that are gone. */
export function lossOf(reason: string): string {
  return `slotbox: the background processes were ended: ${reason}\n`;
}

/** What has become of a slot's processes between its calls. */
export interface BackgroundUpdate {
  readonly slotKey: number;
  /** The job with which the worker's replica began: an update of another replica is none. */
  readonly sourceJobId: number;
  readonly delta: SentDelta;
  /** Whether a machine is kept for them. */
  readonly isBound: boolean;
  /** Those that run. */
  readonly processes: number;
  readonly leavings: Leavings | undefined;
}

/** Calls of one slot, to be run in order. */
export interface Job {
  readonly jobId: number;
  /** Index of the job's claim among the cells: whoever claims it first (worker, or main to take it back) has it. */
  readonly claim: number;
  readonly slotKey: number;
  readonly source: SlotSource;
  /** The persistent shell's state; "" if it has none yet, or no call of the job is for it. */
  readonly shellState: string;
  readonly leavings: Leavings | undefined;
  readonly calls: readonly WorkerCall[];
}

export type ToWorker =
  /** The first message, and only that. */
  | { readonly type: "init"; readonly init: WorkerInit }
  | { readonly type: "run"; readonly jobs: readonly Job[]; readonly forget: readonly number[] }
  /** Ends processes that calls of these slots have left. */
  | { readonly type: "hangUp"; readonly slotKeys: readonly number[] }
  /**
   * The slot is not what its replica holds: that is given up, with calls that sleep in it or wait for it, of which the answer
   * tells as of any replica that is given up.
   */
  | { readonly type: "drop"; readonly slotKey: number }
  /** The call is to end, if it sleeps here or has not begun. */
  | { readonly type: "stop"; readonly callId: number }
  /** The last message: the worker exits between two steps of its work. */
  | { readonly type: "end" };

export interface CallDone {
  readonly callId: number;
  readonly result: ToolResult;
  readonly delta: SentDelta;
  /** The persistent shell's state, when this call changed it. */
  readonly shellState: string | undefined;
}

export type FromWorker =
  | { readonly type: "ready" }
  | {
      readonly type: "results";
      readonly done: readonly CallDone[];
      /** To be taken after what is done. */
      readonly background: readonly BackgroundUpdate[];
      readonly finishedJobs: readonly number[];
      /** Calls that sleep here. */
      readonly suspended: readonly number[];
      /** Slots whose replica was given up, with calls of the job left undone: what it held can't be relied upon. */
      readonly droppedReplicas: readonly number[];
      /** Slots that had an interpreter here, and have none any more: any worker can serve them again. */
      readonly slotsWithoutSession: readonly number[];
      /** Nothing runs or waits for its turn here; calls that sleep may remain. */
      readonly idle: boolean;
    };
