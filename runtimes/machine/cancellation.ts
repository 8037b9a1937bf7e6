import { CANCEL_GLOBAL } from "../abi/shell.ts";

/** Whether the host has told the call to end now. */
export function isCancelled(): boolean {
  const cell = (globalThis as unknown as Record<string, Int32Array | undefined>)[CANCEL_GLOBAL];
  return cell !== undefined && cell[0] !== 0;
}
