import { FILE_REGISTERS_GLOBAL, type ProcessGlobals } from "../abi/program-globals.ts";
import { Suspension } from "../engine/suspension.ts";
import type { EmscriptenModule } from "./emscripten.ts";

/** How the isolate's one interpreter is left in the middle of a program, and gone on with. */
export const suspension = new Suspension((globalThis as unknown as ProcessGlobals)[FILE_REGISTERS_GLOBAL]);

let module: EmscriptenModule | undefined;

/** To be called when the interpreter is up. */
export function watchStack(interpreter: EmscriptenModule): void {
  module = interpreter;
}

/** Whether no JavaScript is on the interpreter's stack but what has called it: pyodide keeps account of that. */
export function canBeLeft(): boolean {
  return module?.validSuspender.value === true;
}
