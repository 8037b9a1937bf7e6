import { PATTERNS_GLOBAL } from "../abi/shell.ts";

/** Patterns that the interpreter has compiled for the call that runs. Where it finds them is set in its bundle. */
export const compiledPatterns = new Map<unknown, unknown>();

export function installCompiledPatterns(): void {
  Object.assign(globalThis, { [PATTERNS_GLOBAL]: compiledPatterns });
}
