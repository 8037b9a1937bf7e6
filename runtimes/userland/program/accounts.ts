import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";

export interface User {
  readonly name: string;
  readonly uid: number;
  /** Of the primary group. */
  readonly gid: number;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const LARGEST_ID = 0xffff_fffe;
const ENTRY = { name: 0, number: 2, group: 3, members: 3 } as const;

/** The users and groups of `/etc/passwd` and `/etc/group`, as getpwent(3) and getgrent(3) tell them. */
export class Accounts {
  readonly #files: FileSystem;
  #users: readonly User[] | undefined;
  #groups: readonly Group[] | undefined;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  get users(): readonly User[] {
    this.#users ??= entriesOf(this.#files, "/etc/passwd").map((fields) => ({
      name: fields[ENTRY.name] ?? "",
      uid: Number(fields[ENTRY.number]),
      gid: Number(fields[ENTRY.group]),
    }));
    return this.#users;
  }

  get groups(): readonly Group[] {
    this.#groups ??= entriesOf(this.#files, "/etc/group").map((fields) => ({
      name: fields[ENTRY.name] ?? "",
      gid: Number(fields[ENTRY.number]),
      members: (fields[ENTRY.members] ?? "").split(",").filter((member) => member !== ""),
    }));
    return this.#groups;
  }

  /** By its name, or else its number, which a `+` may stand before and which nobody needs to have. */
  user(text: string): User | undefined {
    const named = this.userNamed(text);
    if (named) return named;
    const uid = numberIn(text);
    if (uid === undefined) return undefined;
    return this.users.find((user) => user.uid === uid) ?? { name: String(uid), uid, gid: uid };
  }

  /** As {@link user}. */
  group(text: string): Group | undefined {
    const named = this.groupNamed(text);
    if (named) return named;
    const gid = numberIn(text);
    if (gid === undefined) return undefined;
    return this.groups.find((group) => group.gid === gid) ?? { name: String(gid), gid, members: [] };
  }

  userNamed(name: string): User | undefined {
    return this.users.find((user) => user.name === name);
  }

  groupNamed(name: string): Group | undefined {
    return this.groups.find((group) => group.name === name);
  }

  /** @returns nothing for a number without a name */
  userName(uid: number): string | undefined {
    return this.users.find((user) => user.uid === uid)?.name;
  }

  /** The name, or the number of one that has none. */
  shownUser(uid: number): string {
    return this.userName(uid) ?? String(uid);
  }

  /** As {@link shownUser}. */
  shownGroup(gid: number): string {
    return this.groupName(gid) ?? String(gid);
  }

  /** @returns nothing for a number without a name */
  groupName(gid: number): string | undefined {
    return this.groups.find((group) => group.gid === gid)?.name;
  }
}

function numberIn(text: string): number | undefined {
  return /^\+?\d+$/.test(text) && Number(text) <= LARGEST_ID ? Number(text) : undefined;
}

/** The lines of a file of accounts that have a name and a number. */
function entriesOf(files: FileSystem, path: string): string[][] {
  let text: string;
  try {
    text = decodeUtf8(files.readFile(path), "replace");
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields[ENTRY.name] !== "" && /^\d+$/.test(fields[ENTRY.number] ?? ""));
}
