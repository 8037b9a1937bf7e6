import type { Volume } from "../volume/volume.ts";
import type { FileTarget } from "./file-capability.ts";
import type { ProcessInput } from "./process/process.ts";

/** On whose behalf programs are started: what is changed here is seen by all of them. */
export interface SpawnScope extends FileTarget {
  /** Whose call it is. */
  slotKey: number;
}

/** The scope of a call, before it has started any program. */
export function newScope(slotKey: number, volume: Volume, deadlineMs: number): SpawnScope {
  return { slotKey, volume, deadlineMs, quotaError: undefined };
}

/** A program that is to run to its end. */
export interface ProgramStart extends ProcessInput {
  readonly scope: SpawnScope;
  /** Absolute path of the executable. */
  readonly path: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}
