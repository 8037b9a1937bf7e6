import type { Volume } from "../volume/volume.ts";
import type { FileTarget } from "./file-capability.ts";

/** On whose behalf a machine and its programs run: what is changed here is seen by all of them. */
export interface MachineScope extends FileTarget {
  /** Whose call it is. */
  slotKey: number;
}

/** The scope of a call, before it has started any program. */
export function newScope(slotKey: number, volume: Volume, deadlineMs: number): MachineScope {
  return { slotKey, volume, deadlineMs, quotaError: undefined };
}
