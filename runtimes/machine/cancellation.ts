import { CANCEL, CANCEL_GLOBAL } from "../abi/shell.ts";

/** Whether the host has told the call to end now. */
export function isCancelled(): boolean {
  const cells = (globalThis as unknown as Record<string, Int32Array | undefined>)[CANCEL_GLOBAL];
  if (cells === undefined) return false;
  const caller = cells[CANCEL.caller] ?? 0;
  return cells[CANCEL.worker] !== 0 || (caller !== 0 && caller === cells[CANCEL.current]);
}
