import type { Accounts } from "../program/accounts.ts";

/** Of a name, or of a number that is written. @returns nothing if there is no such user */
export function userNumber(accounts: Accounts, text: string): number | undefined {
  return written(text) ?? accounts.userNamed(text)?.uid;
}

/** As {@link userNumber}. */
export function groupNumber(accounts: Accounts, text: string): number | undefined {
  return written(text) ?? accounts.groupNamed(text)?.gid;
}

function written(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
