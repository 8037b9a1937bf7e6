import type { FileSystem } from "../../kernel/kernel.ts";
import { type Account, accountOf } from "./accounts.ts";
import { Failure } from "./failure.ts";
import { quoted } from "./quoting.ts";

/** Whom files are given to; what is absent stays. */
export interface NewOwner {
  readonly user: Account | undefined;
  readonly group: Account | undefined;
  /** What was wrong with how it was written. */
  readonly warning?: string;
}

/** Reads `user`, `user:`, `user:group` and `:group`. @throws Failure */
export function parseOwner(files: FileSystem, text: string): NewOwner {
  const colon = text.indexOf(":");
  if (colon >= 0) return ownerOfParts(files, text, text.slice(0, colon), text.slice(colon + 1), true);
  const user = text === "" ? undefined : accountOf(files, "user", text);
  const dot = text.indexOf(".");
  if (user !== undefined || text === "" || dot < 0) {
    if (user === undefined && text !== "") throw new Failure(`invalid user: ${quoted(text)}`);
    return { user, group: undefined };
  }
  try {
    const owner = ownerOfParts(files, text, text.slice(0, dot), text.slice(dot + 1), true);
    return { ...owner, warning: `warning: '.' should be ':': ${quoted(text)}` };
  } catch {
    throw new Failure(`invalid user: ${quoted(text)}`);
  }
}

function ownerOfParts(
  files: FileSystem,
  text: string,
  userText: string,
  groupText: string,
  hasSeparator: boolean,
): NewOwner {
  const user = userText === "" ? undefined : accountOf(files, "user", userText);
  if (userText !== "" && user === undefined) throw new Failure(`invalid user: ${quoted(text)}`);
  // A separator alone stands for the user's own group.
  if (groupText === "" && user !== undefined && hasSeparator) {
    if (/^\+?\d+$/.test(userText)) throw new Failure(`invalid spec: ${quoted(text)}`);
    return { user, group: accountOf(files, "group", String(user.group)) };
  }
  const group = groupText === "" ? undefined : accountOf(files, "group", groupText);
  if (groupText !== "" && group === undefined) throw new Failure(`invalid group: ${quoted(text)}`);
  return { user, group };
}
