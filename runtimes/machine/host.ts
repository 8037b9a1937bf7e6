import { CLOCK_FIELDS, type HostCapability } from "../abi/capability.ts";
import { FILE_WINDOW_GLOBAL, HOST_GLOBAL, REGISTERS_GLOBAL } from "../abi/shell.ts";
import type { FileTime } from "../kernel/file-times.ts";

const globals = globalThis as unknown as Record<string, unknown>;

/** The capability of the call that runs. Looked up each time: the isolate comes from a snapshot that was made without it. */
export function host(): HostCapability {
  return globals[HOST_GLOBAL] as HostCapability;
}

/** Where the host leaves short contents. */
export function fileWindow(): Uint8Array {
  return globals[FILE_WINDOW_GLOBAL] as Uint8Array;
}

export function registers(): Float64Array {
  return globals[REGISTERS_GLOBAL] as Float64Array;
}

export function hostTime(): FileTime {
  host().clock();
  return { ms: registers()[CLOCK_FIELDS.ms] ?? 0, ns: registers()[CLOCK_FIELDS.ns] ?? 0 };
}
