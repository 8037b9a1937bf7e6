import { PENDING } from "../abi/program-files.ts";
import { files } from "./host.ts";
import { canBeLeft } from "./suspension.ts";

/** How long a program computes before others get their turn. */
const SLICE_MS = 5;

let endMs = 0;

/**
 * Stands for the function by which the interpreter looks for a signal, every few loops.
 * @param lookForSignal the interpreter's own
 * @returns a signal, 0 if there is none, or PENDING: others are to run first
 */
export function sliced(lookForSignal: () => number): () => number {
  return () => {
    const signal = lookForSignal();
    if (signal !== 0 || Date.now() < endMs) return signal;
    if (canBeLeft() && files().sleepUntil(0) === PENDING) return PENDING;
    endMs = Date.now() + SLICE_MS;
    return 0;
  };
}
