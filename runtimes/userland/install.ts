import { SystemError } from "../kernel/system-error.ts";
import { Accounts } from "./program/accounts.ts";
import { BACKUP_OPTIONS } from "./program/backup.ts";
import { Copier } from "./program/copy.ts";
import { DESTINATION_OPTIONS, type Destination, destinations } from "./program/destinations.ts";
import { Failure } from "./program/failure.ts";
import { folderOf, isDirectory, isDirectoryAt, isLink, statusOf } from "./program/file-kinds.ts";
import { type ModeChange, parseMode } from "./program/mode.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/install. Nothing is stripped: -s copies the file as it is. */

const OPTIONS = {
  ...BACKUP_OPTIONS,
  c: {},
  compare: { letters: "C", about: "leave what is the same already alone" },
  directory: { letters: "d", about: "make all arguments as directories, and those above them" },
  D: { about: "make the directories above DEST, or those of -t" },
  group: { letters: "g", value: "GROUP", about: "give what is made to GROUP" },
  mode: { letters: "m", value: "MODE", about: "set the mode, which is rwxr-xr-x else" },
  owner: { letters: "o", value: "OWNER", about: "give what is made to OWNER" },
  "preserve-timestamps": { letters: "p", about: "keep the times of SOURCEs" },
  strip: { letters: "s", about: "(of no effect)" },
  "strip-program": { value: "PROGRAM" },
  ...DESTINATION_OPTIONS,
  verbose: { letters: "v", about: "say what is made" },
  "preserve-context": {},
  context: { letters: "Z", value: "[CTX]" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const DEFAULT_MODE = 0o755;
const MODE_BITS = 0o7777;

export const install = program({
  name: "install",
  usage: [
    "[OPTION]... [-T] SOURCE DEST",
    "[OPTION]... SOURCE... DIRECTORY",
    "[OPTION]... -t DIRECTORY SOURCE...",
    "[OPTION]... -d DIRECTORY...",
  ],
  about: "Copies SOURCE to DEST, or each SOURCE into DIRECTORY, and sets their modes and owners; or makes directories.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    const installer = new Installer(call);
    if (options.has("directory")) {
      if (options.has("target-directory"))
        throw new Failure("target directory not allowed when installing a directory");
      if (operands.length === 0) throw new UsageError("missing file operand");
      for (const path of operands) await installer.makeDirectory(path);
      return;
    }
    if (options.has("compare") && options.has("preserve-timestamps"))
      throw new UsageError("options --compare (-C) and --preserve-timestamps are mutually exclusive");
    if (options.has("strip-program") && !options.has("strip"))
      await call.process.printError(
        `${call.name}: WARNING: ignoring --strip-program option as -s option was not specified\n`,
      );
    for (const destination of await installer.destinations()) await installer.installFile(destination);
  },
});

class Installer {
  readonly #call: Call;
  readonly #mode: ModeChange;
  readonly #uid: number | undefined;
  readonly #gid: number | undefined;
  readonly #copier: Copier;

  /** @throws Failure */
  constructor(call: Call) {
    const { options, files } = call;
    const mode = options.value("mode");
    const change = mode === undefined ? () => DEFAULT_MODE : parseMode(mode);
    if (!change) throw new Failure(`invalid mode ${quoted(mode ?? "")}`);
    this.#call = call;
    this.#mode = change;
    const accounts = new Accounts(files);
    const numberOf = (kind: "owner" | "group"): number | undefined => {
      const text = options.value(kind);
      if (text === undefined) return undefined;
      const id = kind === "owner" ? accounts.user(text)?.uid : accounts.group(text)?.gid;
      if (id === undefined) throw new Failure(`invalid ${kind === "owner" ? "user" : "group"} ${quoted(text)}`);
      return id;
    };
    this.#uid = numberOf("owner");
    this.#gid = numberOf("group");
    this.#copier = new Copier(call, {
      isRecursive: false,
      follows: "all",
      preservesMode: false,
      preservesOwner: false,
      preservesTimes: options.has("preserve-timestamps"),
      preservesLinks: false,
      withContent: true,
      asLinks: undefined,
      removes: "all",
      isVerbose: options.has("verbose"),
    });
  }

  /** Where all goes, after directories that have to be there were made. */
  async destinations(): Promise<readonly Destination[]> {
    const { options, operands, files } = this.#call;
    const into = options.value("target-directory");
    if (options.has("D") && into !== undefined && operands.length > 0 && !files.exists(into))
      await this.#makeFolders(into);
    const { all } = destinations(this.#call, { whenMissing: "failed to access" });
    if (options.has("D") && into === undefined) for (const { target } of all) await this.#makeFolders(folderOf(target));
    return all;
  }

  async makeDirectory(path: string): Promise<void> {
    const { files } = this.#call;
    await this.#makeFolders(path, path);
    const status = statusOf(files, path);
    if (!status || !isDirectory(status)) return;
    const mode = this.#mode(0, true, 0);
    await this.#complete(path, mode, false);
  }

  /** @param last the directory itself, if its failure is told in another way */
  async #makeFolders(path: string, last?: string): Promise<boolean> {
    const { files, output, options, name } = this.#call;
    let at = path.startsWith("/") ? "/" : "";
    for (const part of path.split("/")) {
      if (part === "") continue;
      at = at === "" || at === "/" ? at + part : `${at}/${part}`;
      if (isDirectoryAt(files, at)) continue;
      try {
        files.mkdir(at, DEFAULT_MODE);
        // The umask doesn't count.
        files.chmod(at, DEFAULT_MODE);
        if (options.has("verbose")) output.putText(`${name}: creating directory ${quoteAlways(at)}\n`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        const reason = at !== path && error.code === "EEXIST" ? new SystemError("ENOTDIR") : error;
        await this.#call.complain(
          `cannot create directory ${last === undefined ? quoteAlways(at) : quoted(at)}: ${reason.message}`,
        );
        return false;
      }
    }
    return true;
  }

  async installFile({ source, target }: Destination): Promise<void> {
    const { files, options, output } = this.#call;
    const status = statusOf(files, source);
    if (status && isDirectory(status)) {
      await this.#call.complain(`omitting directory ${quoteAlways(source)}`);
      return;
    }
    if (options.has("compare") && (await this.#isSame(source, target))) return;
    const there = statusOf(files, target, false);
    const isReplaced = status !== undefined && there !== undefined && !isDirectory(there) && there.ino !== status.ino;
    if (isReplaced && options.has("verbose") && !options.has("backup", "b", "suffix"))
      output.putText(`removed ${quoteAlways(target)}\n`);
    if (await this.#copier.copy(source, target)) await this.#complete(target, this.#mode(0, false, 0), true);
  }

  async #complete(path: string, mode: number, isFile: boolean): Promise<void> {
    const { files } = this.#call;
    try {
      if (this.#uid !== undefined || this.#gid !== undefined) files.chown(path, this.#uid ?? -1, this.#gid ?? -1);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#call.complain(`cannot change ownership of ${quoteAlways(path)}: ${error.message}`);
      return;
    }
    if (isFile || this.#call.options.has("mode") || (files.stat(path).mode & MODE_BITS) !== mode)
      files.chmod(path, mode);
  }

  async #isSame(source: string, target: string): Promise<boolean> {
    const { files } = this.#call;
    const [from, to] = [statusOf(files, source), statusOf(files, target, false)];
    if (!from || !to || isLink(to) || isDirectory(to) || from.size !== to.size) return false;
    if ((to.mode & MODE_BITS) !== this.#mode(0, false, 0)) return false;
    const [a, b] = [files.readFile(source), files.readFile(target)];
    return a.every((byte, at) => byte === b[at]);
  }
}
