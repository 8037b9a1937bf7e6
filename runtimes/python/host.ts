import type { ProgramFiles } from "../abi/program-files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  type ProcessGlobals,
  SPAWNER_GLOBAL,
  WINDOW_GLOBAL,
} from "../abi/program-globals.ts";
import type { ProgramSpawner } from "../abi/spawn.ts";

/*
 * What the host offers, kept where Python's `import js` doesn't look. It could do no more with it than open files of its
 * slot, as it may anyway.
 */

const globals = globalThis as unknown as ProcessGlobals;
const offered = {
  files: globals[FILES_GLOBAL],
  registers: globals[FILE_REGISTERS_GLOBAL],
  window: globals[WINDOW_GLOBAL],
  spawner: globals[SPAWNER_GLOBAL],
};

export const files = (): ProgramFiles => offered.files;
export const window = (): Uint8Array => offered.window;
export const register = (index: number): bigint => offered.registers[index] ?? 0n;

export function setRegisters(first: bigint, second: bigint): void {
  offered.registers[0] = first;
  offered.registers[1] = second;
}

export function spawner(): ProgramSpawner {
  if (!offered.spawner) throw new Error("no programs can be started here");
  return offered.spawner;
}
