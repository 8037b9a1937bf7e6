import { getSystemErrorMessage } from "node:util";

/** A mistake on the command line: the message is all the user needs. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What went wrong, for a person: the system's own words for a system error, without call and path. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("errno" in error && typeof error.errno === "number") return getSystemErrorMessage(error.errno) ?? error.message;
  return error.message;
}
