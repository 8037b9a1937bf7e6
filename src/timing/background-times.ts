/** How long what a call has left may compute before other work of its worker gets its turn, in milliseconds. */
export const BACKGROUND_SLICE_MS = 5;

/**
 * How long what can't be left before it waits (a Python, Node or WASI program, one long call into the engine) may compute at a
 * stretch when it is no call's. It is ended then: less than what makes a silent worker one that is lost.
 */
export const BACKGROUND_ENTRY_MS = 10_000;
