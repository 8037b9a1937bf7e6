import { EARLY_STDERR_BYTES, EARLY_STDOUT_BYTES } from "./capability.ts";

const KIB = 1024;

/** The global under which host and guest share {@link EARLY_OUTPUT_BYTES}: the first that a call prints, for when its isolate dies. */
export const EARLY_OUTPUT_GLOBAL = "__slotboxEarlyOutput";

/** Where each stream's are, and which register says how many there are. */
export const EARLY_OUTPUT = {
  stdout: { register: EARLY_STDOUT_BYTES, offset: 0, maxBytes: 48 * KIB },
  stderr: { register: EARLY_STDERR_BYTES, offset: 48 * KIB, maxBytes: 16 * KIB },
} as const;

export const EARLY_OUTPUT_BYTES = 64 * KIB;
