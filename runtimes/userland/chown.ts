import type { FileStatus } from "../kernel/description.ts";
import { SystemError } from "../kernel/system-error.ts";
import { Accounts } from "./program/accounts.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory, joined, statusOf } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { type NewOwner, parseOwner } from "./program/owner-text.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/chown */

const OPTIONS = {
  changes: { letters: "c", about: "say what is changed" },
  silent: { letters: "f", about: "say nothing of most failures" },
  quiet: {},
  verbose: { letters: "v", about: "say of each file whom it belongs to" },
  dereference: { about: "change what links lead to, which is the default" },
  "no-dereference": { letters: "h", about: "change links themselves" },
  from: { value: "OWNER:GROUP", about: "change only what belongs to these" },
  "no-preserve-root": {},
  "preserve-root": { about: "don't go through / with -R" },
  reference: { value: "RFILE", about: "give them to whom RFILE belongs" },
  recursive: { letters: "R", about: "change what is in directories, too" },
  H: { about: "with -R, go through links to directories that are named" },
  L: { about: "with -R, go through all links to directories" },
  P: { about: "with -R, go through no links, which is the default" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const chown = program({
  name: "chown",
  usage: ["[OPTION]... [OWNER][:[GROUP]] FILE...", "[OPTION]... --reference=RFILE FILE..."],
  about: "Gives each FILE to OWNER, to GROUP, or to both. OWNER: stands for the user and the user's own group.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: (call) => new OwnerChange(call, "ownership", parseOwner).run(),
});

const { from: _from, ...GROUP_OPTIONS } = OPTIONS;

export const chgrp = program({
  name: "chgrp",
  usage: ["[OPTION]... GROUP FILE...", "[OPTION]... --reference=RFILE FILE..."],
  about: "Gives each FILE to GROUP.",
  like: "GNU coreutils",
  options: GROUP_OPTIONS,
  run: (call) => new OwnerChange(call, "group", parseGroup).run(),
});

/** @throws Failure */
function parseGroup(accounts: Accounts, text: string): NewOwner {
  const group = text === "" ? undefined : accounts.group(text);
  if (text !== "" && group === undefined) throw new Failure(`invalid group: ${quoted(text)}`);
  return { user: undefined, group: group && { ...group, name: text } };
}

type Owner = Pick<FileStatus, "uid" | "gid">;

class OwnerChange {
  readonly #call: Call;
  readonly #what: "ownership" | "group";
  readonly #parse: (accounts: Accounts, text: string) => NewOwner;
  readonly #accounts: Accounts;
  #wanted: NewOwner = { user: undefined, group: undefined };
  #from: NewOwner | undefined;
  #followsFiles = true;
  #isSilent = false;

  constructor(call: Call, what: "ownership" | "group", parse: (accounts: Accounts, text: string) => NewOwner) {
    this.#call = call;
    this.#what = what;
    this.#parse = parse;
    this.#accounts = new Accounts(call.files);
  }

  async run(): Promise<void> {
    const { options, operands } = this.#call;
    const reference = options.value("reference");
    const [text] = operands;
    const paths = reference === undefined ? operands.slice(1) : operands;
    if (text === undefined) throw new UsageError("missing operand");
    if (paths.length === 0) throw new UsageError(`missing operand after ${quoted(text)}`);
    const isRecursive = options.has("recursive");
    const walk = isRecursive ? (options.last("H", "L", "P") ?? "P") : "P";
    const last = options.last("dereference", "no-dereference");
    if (isRecursive && walk === "P" && last === "dereference")
      throw new Failure("-R --dereference requires either -H or -L");
    this.#followsFiles = last !== "no-dereference" && !(isRecursive && walk === "P");
    this.#isSilent = options.has("silent", "quiet");
    const from = options.value("from");
    this.#from = from === undefined ? undefined : parseOwner(this.#accounts, from);
    this.#wanted = reference === undefined ? this.#parse(this.#accounts, text) : this.#likeThat(reference);
    const { warning } = this.#wanted;
    if (warning !== undefined) await this.#call.process.printError(`${this.#call.name}: ${warning}\n`);
    for (const path of paths) {
      if (!isRecursive) await this.#change(path);
      else if (path === "/" && options.last("preserve-root", "no-preserve-root") === "preserve-root")
        await this.#refuseRoot();
      else await this.#changeAll(path, walk !== "P", walk === "L");
    }
  }

  /** @throws Failure */
  #likeThat(reference: string): NewOwner {
    const { files } = this.#call;
    try {
      const { uid, gid } = files.stat(reference);
      const isGroup = this.#what === "group";
      return {
        user: isGroup ? undefined : this.#accounts.user(String(uid)),
        group: this.#accounts.group(String(gid)),
      };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`failed to get attributes of ${quoteAlways(reference)}: ${error.message}`);
    }
  }

  async #refuseRoot(): Promise<void> {
    await this.#call.complain("it is dangerous to operate recursively on '/'");
    await this.#call.complain("use --no-preserve-root to override this failsafe");
  }

  /** What is in a directory comes before it. A directory of links is gone through once in each branch. */
  async #changeAll(top: string, followsNamed: boolean, followsAll: boolean): Promise<void> {
    const { files, process } = this.#call;
    const above = new Set<number>();
    const visit = async (path: string, follows: boolean): Promise<void> => {
      await process.checkpoint();
      const status = statusOf(files, path, follows) ?? statusOf(files, path, false);
      if (status && isDirectory(status) && !above.has(status.ino)) {
        above.add(status.ino);
        for (const name of this.#namesIn(path)) await visit(joined(path, name), followsAll);
        above.delete(status.ino);
      }
      await this.#change(path);
    };
    await visit(top, followsNamed);
  }

  #namesIn(path: string): string[] {
    return this.#call.files.readdir(path).map(({ name }) => name);
  }

  async #change(path: string): Promise<void> {
    const { files } = this.#call;
    const { user, group } = this.#wanted;
    let old: Owner | undefined;
    try {
      old = this.#followsFiles ? files.stat(path) : files.lstat(path);
      if (this.#isMeant(old)) files.chown(path, user?.uid ?? -1, group?.gid ?? -1, this.#followsFiles);
      this.#tell(path, old);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#call.status = 1;
      if (!this.#isSilent) await this.#call.complain(`${this.#failureOf(path, old)}: ${error.message}`);
      this.#tellFailure(path, old ?? this.#linkAt(path));
    }
  }

  #failureOf(path: string, old: Owner | undefined): string {
    if (old !== undefined) return `changing ${this.#what} of ${quoteAlways(path)}`;
    const isDangling = statusOf(this.#call.files, path, false) !== undefined;
    return `cannot ${isDangling ? "dereference" : "access"} ${quoteAlways(path)}`;
  }

  #isMeant({ uid, gid }: Owner): boolean {
    const { user, group } = this.#from ?? { user: undefined, group: undefined };
    return (user?.uid ?? uid) === uid && (group?.gid ?? gid) === gid;
  }

  #tell(path: string, old: Owner): void {
    const level = this.#call.options.last("changes", "verbose");
    if (level === undefined) return;
    const { user, group } = this.#wanted;
    const isChanged = this.#isMeant(old) && ((user?.uid ?? old.uid) !== old.uid || (group?.gid ?? old.gid) !== old.gid);
    if (!isChanged && level === "changes") return;
    if (user === undefined && group === undefined) {
      this.#call.output.putText(`ownership of ${quoteAlways(path)} retained\n`);
      return;
    }
    const what = user === undefined && (isChanged || this.#what === "group") ? "group" : "ownership";
    const kept = what === "group" || user !== undefined ? this.#names(old) : this.#allNames(old);
    const text = isChanged
      ? `changed ${what} of ${quoteAlways(path)} from ${this.#names(old)} to ${this.#wantedNames()}`
      : `${what} of ${quoteAlways(path)} retained as ${kept}`;
    this.#call.output.putText(`${text}\n`);
  }

  #linkAt(path: string): Owner | undefined {
    return statusOf(this.#call.files, path, false);
  }

  #tellFailure(path: string, old: Owner | undefined): void {
    if (this.#call.options.last("changes", "verbose") !== "verbose") return;
    const { user, group } = this.#wanted;
    if (user === undefined && group === undefined) {
      this.#call.output.putText(`failed to change ownership of ${quoteAlways(path)}\n`);
      return;
    }
    const what = user === undefined ? "group" : "ownership";
    this.#call.output.putText(
      `failed to change ${what} of ${quoteAlways(path)}${old ? ` from ${this.#names(old)}` : ""} to ${this.#wantedNames()}\n`,
    );
  }

  /** As many names as are wanted. */
  #names({ uid, gid }: Owner): string {
    const { user, group } = this.#wanted;
    const names = [
      ...(user === undefined ? [] : [this.#user(uid)]),
      ...(group === undefined ? [] : [this.#group(gid)]),
    ];
    return names.join(":");
  }

  #allNames({ uid, gid }: Owner): string {
    return `${this.#user(uid)}:${this.#group(gid)}`;
  }

  #user(uid: number): string {
    return this.#accounts.shownUser(uid);
  }

  #group(gid: number): string {
    return this.#accounts.shownGroup(gid);
  }

  #wantedNames(): string {
    const { user, group } = this.#wanted;
    return [user, group].flatMap((one) => (one === undefined ? [] : [one.name])).join(":");
  }
}
