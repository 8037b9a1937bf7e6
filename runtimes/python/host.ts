import type { ProgramFiles } from "../abi/program-files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  PROCESSES_GLOBAL,
  type ProcessGlobals,
  WINDOW_GLOBAL,
} from "../abi/program-globals.ts";
import type { ProgramProcesses } from "../abi/program-processes.ts";

/*
 * What the host offers, kept where Python's `import js` doesn't look. It could do no more with it than open files of its
 * slot, as it may anyway.
 */

const globals = globalThis as unknown as ProcessGlobals;
const offered = {
  files: globals[FILES_GLOBAL],
  registers: globals[FILE_REGISTERS_GLOBAL],
  window: globals[WINDOW_GLOBAL],
  processes: globals[PROCESSES_GLOBAL],
};

export const files = (): ProgramFiles => offered.files;
export const window = (): Uint8Array => offered.window;
export const register = (index: number): bigint => offered.registers[index] ?? 0n;

export function setRegisters(first: bigint, second: bigint): void {
  offered.registers[0] = first;
  offered.registers[1] = second;
}

export function processes(): ProgramProcesses {
  if (!offered.processes) throw new Error("no programs can be started here");
  return offered.processes;
}
