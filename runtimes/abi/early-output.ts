const KIB = 1024;

/** The global under which host and guest share {@link EARLY_OUTPUT_BYTES}: the first that a call prints, for when its isolate dies. */
export const EARLY_OUTPUT_GLOBAL = "__slotboxEarlyOutput";

/** Where each stream's are, and which register says how many there are. */
export const EARLY_OUTPUT = {
  stdout: { register: 6, offset: 0, maxBytes: 48 * KIB },
  stderr: { register: 7, offset: 48 * KIB, maxBytes: 16 * KIB },
} as const;

export const EARLY_OUTPUT_BYTES = 64 * KIB;
