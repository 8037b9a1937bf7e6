import { Failure } from "./program/failure.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/id. The users and groups of a slot; see /etc/passwd of the system layout. */

interface User {
  readonly name: string;
  readonly number: number;
  readonly group: string;
}

const ROOT: User = { name: "root", number: 0, group: "root" };
const USERS: readonly User[] = [ROOT, { name: "nobody", number: 65_534, group: "nogroup" }];

export const id = program({
  name: "id",
  usage: "[OPTION]... [USER]...",
  about: "Prints the user and the groups of each USER, or those it runs as.",
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
    for (const operand of operands.length > 0 ? operands : [ROOT.name]) {
      const user = userOf(operand);
      if (user === undefined) await call.complain(`${quoted(operand)}: no such user`);
      else output.putText(`${kind === undefined ? allOf(user) : only(user, kind, options.has("name"))}${end}`);
    }
  },
});

export const groups = program({
  name: "groups",
  usage: "[OPTION]... [USERNAME]...",
  about: "Prints the groups of each USERNAME, or those it runs in.",
  options: {},
  run: async (call) => {
    if (call.operands.length === 0) call.output.putText(`${ROOT.group}\n`);
    for (const operand of call.operands) {
      const user = userOf(operand);
      if (user === undefined) await call.complain(`${quoted(operand)}: no such user`);
      else call.output.putText(`${operand} : ${user.group}\n`);
    }
  },
});

function userOf(text: string): User | undefined {
  return USERS.find(({ name }) => name === text) ?? USERS.find(({ number }) => text === String(number));
}

function only({ name, number, group }: User, kind: "user" | "group" | "groups", isName: boolean): string {
  if (!isName) return String(number);
  return kind === "user" ? name : group;
}

function allOf({ name, number, group }: User): string {
  return `uid=${number}(${name}) gid=${number}(${group}) groups=${number}(${group})`;
}
