/** What went wrong, for programs; the message is for people. */
export type SlotboxErrorCode =
  /** An option is unknown, missing or out of range. */
  | "invalid_config"
  | "invalid_argument"
  /** The backend was not started, or was stopped. */
  | "not_running"
  /** The workers could not be started. */
  | "start_failed"
  /** No slot came free within `acquireTimeoutMs`. */
  | "acquire_timeout"
  /** The slot was released, or its lease belongs to somebody else by now. */
  | "slot_released"
  /** The slot belongs to another backend, or is no slot. */
  | "unknown_slot"
  /** The slot has calls in flight. */
  | "slot_busy"
  /** A slot can't go from its state to the one asked for. */
  | "illegal_transition"
  /** Over HTTP: the server can't be reached, or its answer didn't come (in time). */
  | "server_unreachable"
  /** Over HTTP: the server refused the token, failed, or answered what is not the wire format. */
  | "server_failed"
  /** A host folder or a template doesn't fit the workspace. */
  | "workspace_full";

const BRAND = Symbol.for("slotbox.error");

/** Thrown for a caller's mistake or a dead infrastructure. A tool's failure is never thrown: it is a result. */
export class SlotboxError extends Error {
  override readonly name = "SlotboxError";
  readonly code: SlotboxErrorCode;
  readonly [BRAND] = true;

  constructor(code: SlotboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Unlike `instanceof`, also true for an error of another copy of this package. */
  static is(error: unknown): error is SlotboxError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
