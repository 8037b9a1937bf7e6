import { EARLY_OUTPUT, EARLY_OUTPUT_GLOBAL } from "../abi/early-output.ts";
import { registers } from "./host.ts";

/** Where it goes in the shared bytes, and how much of it there is. */
type Place = (typeof EARLY_OUTPUT)[keyof typeof EARLY_OUTPUT];

/** Keeps what a call prints first where the host finds it even if the isolate has died. */
export function keepEarly({ register, offset, maxBytes }: Place, bytes: Uint8Array): void {
  const shared = sharedBytes();
  const used = registers()[register] ?? 0;
  if (!shared || used >= maxBytes) return;
  const kept = bytes.subarray(0, maxBytes - used);
  shared.set(kept, offset + used);
  registers()[register] = used + kept.length;
}

/** It has been handed over: nothing of it stays for the next call, which may be another slot's. */
export function forgetEarly(): void {
  for (const { register, offset } of Object.values(EARLY_OUTPUT)) {
    sharedBytes()?.fill(0, offset, offset + (registers()[register] ?? 0));
    registers()[register] = 0;
  }
}

function sharedBytes(): Uint8Array | undefined {
  return (globalThis as Record<string, unknown>)[EARLY_OUTPUT_GLOBAL] as Uint8Array | undefined;
}
