import type { ProgramFiles } from "./program-files.ts";
import type { ProgramProcesses } from "./program-processes.ts";

/* What every runtime that runs programs finds on its global object. */

export const FILES_GLOBAL = "__slotboxFiles";
export const FILE_REGISTERS_GLOBAL = "__slotboxFileRegisters";
export const WINDOW_GLOBAL = "__slotboxWindow";
/** Only where programs can start others. */
export const PROCESSES_GLOBAL = "__slotboxProcesses";

export interface ProcessGlobals {
  [FILES_GLOBAL]: ProgramFiles;
  [FILE_REGISTERS_GLOBAL]: BigInt64Array;
  [WINDOW_GLOBAL]: Uint8Array;
  [PROCESSES_GLOBAL]?: ProgramProcesses;
}
