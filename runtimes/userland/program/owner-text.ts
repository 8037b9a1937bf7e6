import type { Accounts, Group, User } from "./accounts.ts";
import { Failure } from "./failure.ts";
import { quoted } from "./quoting.ts";

/** Whom files are given to; what is absent stays. */
export interface NewOwner {
  readonly user: User | undefined;
  readonly group: Group | undefined;
  /** What was wrong with how it was written. */
  readonly warning?: string;
}

/** Reads `user`, `user:`, `user:group` and `:group`. @throws Failure */
export function parseOwner(accounts: Accounts, text: string): NewOwner {
  const colon = text.indexOf(":");
  if (colon >= 0) return ownerOfParts(accounts, text, text.slice(0, colon), text.slice(colon + 1));
  const user = text === "" ? undefined : accounts.user(text);
  const dot = text.indexOf(".");
  if (user !== undefined || text === "" || dot < 0) {
    if (user === undefined && text !== "") throw new Failure(`invalid user: ${quoted(text)}`);
    return { user, group: undefined };
  }
  try {
    const owner = ownerOfParts(accounts, text, text.slice(0, dot), text.slice(dot + 1));
    return { ...owner, warning: `warning: '.' should be ':': ${quoted(text)}` };
  } catch {
    throw new Failure(`invalid user: ${quoted(text)}`);
  }
}

function ownerOfParts(accounts: Accounts, text: string, userText: string, groupText: string): NewOwner {
  const user = userText === "" ? undefined : accounts.user(userText);
  if (userText !== "" && user === undefined) throw new Failure(`invalid user: ${quoted(text)}`);
  // A separator alone stands for the user's own group.
  if (groupText === "" && user !== undefined) {
    if (/^\+?\d+$/.test(userText)) throw new Failure(`invalid spec: ${quoted(text)}`);
    return { user, group: accounts.group(String(user.gid)) };
  }
  const group = groupText === "" ? undefined : accounts.group(groupText);
  if (groupText !== "" && group === undefined) throw new Failure(`invalid group: ${quoted(text)}`);
  return { user, group };
}
