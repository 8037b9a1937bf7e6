import type { Accounts } from "../program/accounts.ts";
import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";

/** The number of a user or a group, by its name or as it is. @throws Failure */
export function idOf(accounts: Accounts, kind: "user" | "group", name: string): number {
  if (name === "")
    throw new Failure(
      kind === "user"
        ? "The argument to -user should not be empty"
        : "argument to -group is empty, but should be a group name",
    );
  const known = kind === "user" ? accounts.userNamed(name)?.uid : accounts.groupNamed(name)?.gid;
  if (known !== undefined) return known;
  if (/^\d+$/.test(name)) return Number(name);
  if (kind === "user") throw new Failure(`${quoted(name)} is not the name of a known user`);
  const suffix = /^\d+(.+)$/s.exec(name)?.[1];
  const numeric =
    suffix === undefined
      ? ""
      : ` and it does not look like a numeric group ID because it has the unexpected suffix ${quoted(suffix)}`;
  throw new Failure(`${quoted(name)} is not the name of an existing group${numeric}`);
}
