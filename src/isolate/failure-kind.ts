/**
 * Why an entry into an isolate threw:
 * - `timeout`: its time was up.
 * - `memory`: the isolate met its memory limit, and is gone.
 * - `allocation`: the engine refused one piece of memory; the isolate can be used on.
 * - `guest`: anything else, be it the guest's own error or one of a host function it called.
 */
export type FailureKind = "timeout" | "memory" | "allocation" | "guest";

const MESSAGES = {
  timeout: "Script execution timed out.",
  allocation: "Array buffer allocation failed",
} as const;

/** Kinds of the errors that isolates have thrown; a primitive that a guest throws has none. */
const kinds = new WeakMap<object, FailureKind>();

/**
 * Remembers what an error means, where that is known: as isolated-vm throws it.
 * @param isDisposed whether the isolate is gone
 * @param isOutOfTime whether as much time went by as the entry had: a guest can throw any message itself
 */
export function recordFailure(error: unknown, isDisposed: boolean, isOutOfTime: boolean): void {
  if (typeof error === "object" && error !== null) kinds.set(error, kindOf(error, isDisposed, isOutOfTime));
}

/** What an error means that a {@link GuestIsolate} threw. */
export function failureKind(error: unknown): FailureKind {
  return (typeof error === "object" && error !== null ? kinds.get(error) : undefined) ?? "guest";
}

function kindOf(error: object, isDisposed: boolean, isOutOfTime: boolean): FailureKind {
  if (isDisposed) return "memory";
  const message = error instanceof Error ? error.message : "";
  if (isOutOfTime && message === MESSAGES.timeout) return "timeout";
  return message === MESSAGES.allocation ? "allocation" : "guest";
}
