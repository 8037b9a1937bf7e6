import { SlotboxError } from "./errors.ts";

/**
 * A misspelt option would otherwise do nothing, and nobody would know.
 * @throws SlotboxError `invalid_argument`, naming what is unknown and what is allowed
 */
export function assertKnown(options: unknown, allowed: readonly string[], of: string): void {
  if (options === undefined || options === null) return;
  if (typeof options !== "object") throw new SlotboxError("invalid_argument", `the options of ${of} must be an object`);
  const unknown = Object.keys(options).filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `"${name}"`).join(", ");
  throw new SlotboxError("invalid_argument", `unknown option ${names} of ${of} (allowed: ${allowed.join(", ")})`);
}
