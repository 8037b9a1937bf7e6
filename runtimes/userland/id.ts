import { Accounts, type User } from "./program/accounts.ts";
import { Failure } from "./program/failure.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/id. */

const ROOT = "root";

export const id = program({
  name: "id",
  usage: "[OPTION]... [USER]...",
  about: "Prints the user and the groups of each USER, or those it runs as.",
  like: "GNU coreutils",
  options: {
    a: {},
    context: { letters: "Z", about: "print the security context: there is none" },
    group: { letters: "g", about: "print the group only" },
    groups: { letters: "G", about: "print all groups only" },
    name: { letters: "n", about: "print names, not numbers, with -ugG" },
    real: { letters: "r", about: "print the real one, with -ugG" },
    user: { letters: "u", about: "print the user only" },
    zero: { letters: "z", about: "end with NUL, not with spaces or newlines" },
  },
  run: async (call) => {
    const { options, operands, output } = call;
    if (options.has("context")) throw new Failure("--context (-Z) works only on an SELinux-enabled kernel");
    const kinds = ["user", "group", "groups"] as const;
    const [kind, second] = kinds.filter((one) => options.has(one));
    if (second !== undefined) throw new Failure('cannot print "only" of more than one choice');
    if (kind === undefined && options.has("name", "real"))
      throw new Failure("cannot print only names or real IDs in default format");
    if (kind === undefined && options.has("zero")) throw new Failure("option --zero not permitted in default format");
    const end = options.has("zero") ? "\0" : "\n";
    const accounts = new Accounts(call.files);
    for (const operand of operands.length > 0 ? operands : [ROOT]) {
      const user = userOf(accounts, operand);
      if (user === undefined) await call.complain(`${quoted(operand)}: no such user`);
      else output.putText(`${kind === undefined ? allOf(accounts, user) : only(accounts, user, kind, call)}${end}`);
    }
  },
});

export const groups = program({
  name: "groups",
  usage: "[OPTION]... [USERNAME]...",
  about: "Prints the groups of each USERNAME, or those it runs in.",
  like: "GNU coreutils",
  options: {},
  run: async (call) => {
    const accounts = new Accounts(call.files);
    const names = (user: User): string =>
      groupsOf(accounts, user)
        .map((gid) => accounts.groupName(gid) ?? gid)
        .join(" ");
    if (call.operands.length === 0) call.output.putText(`${names(userOf(accounts, ROOT) ?? NOBODY_ELSE)}\n`);
    for (const operand of call.operands) {
      const user = userOf(accounts, operand);
      if (user === undefined) await call.complain(`${quoted(operand)}: no such user`);
      else call.output.putText(`${operand} : ${names(user)}\n`);
    }
  },
});

/** Who runs everything, whatever has become of `/etc/passwd`. */
const NOBODY_ELSE: User = { name: ROOT, uid: 0, gid: 0 };

function userOf(accounts: Accounts, text: string): User | undefined {
  const named = accounts.userNamed(text) ?? (text === ROOT ? NOBODY_ELSE : undefined);
  return named ?? (/^\d+$/.test(text) ? accounts.users.find(({ uid }) => uid === Number(text)) : undefined);
}

/** The primary group, and those that have the user as a member. */
function groupsOf(accounts: Accounts, { name, gid }: User): number[] {
  const others = accounts.groups.filter((group) => group.gid !== gid && group.members.includes(name));
  return [gid, ...others.map((group) => group.gid)];
}

function only(accounts: Accounts, user: User, kind: "user" | "group" | "groups", { options }: ProgramCall): string {
  const isName = options.has("name");
  if (kind === "user") return isName ? user.name : String(user.uid);
  const gids = kind === "group" ? [user.gid] : groupsOf(accounts, user);
  return gids.map((gid) => (isName ? (accounts.groupName(gid) ?? gid) : gid)).join(options.has("zero") ? "\0" : " ");
}

function allOf(accounts: Accounts, user: User): string {
  const named = (gid: number): string => {
    const name = accounts.groupName(gid);
    return name === undefined ? String(gid) : `${gid}(${name})`;
  };
  const groups = groupsOf(accounts, user).map(named);
  return `uid=${user.uid}(${user.name}) gid=${named(user.gid)} groups=${groups.join(",")}`;
}
