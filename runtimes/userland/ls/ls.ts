import type { UserProgram } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Accounts } from "../program/accounts.ts";
import { joined } from "../program/file-kinds.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import { LsColors } from "./colors.ts";
import { DIRED_INDENT, Dired } from "./dired.ts";
import { Entry, operandEntry, sortEntries } from "./entry.ts";
import { Hyperlinks } from "./hyperlinks.ts";
import { OPTIONS } from "./options.ts";
import { Rows } from "./rows.ts";
import { type LsSettings, settingsOf } from "./settings.ts";

/* https://www.gnu.org/software/coreutils/ls. Output is no terminal, files have one time and one owner. */

type Call = ProgramCall<keyof typeof OPTIONS>;

/** Of what was no operand. */
const MINOR = 1;
const SERIOUS = 2;

export const ls = lister("ls", { format: "one", style: "literal" });
export const dir = lister("dir", { format: "columns", style: "escape" });
export const vdir = lister("vdir", { format: "long", style: "escape" });

function lister(name: string, usual: Pick<LsSettings, "format" | "style">): UserProgram {
  return program({
    name,
    usage: "[OPTION]... [FILE]...",
    about: "Lists each FILE, and what is in it if it is a directory. Without FILE, it lists the current directory.",
    like: "GNU coreutils",
    options: OPTIONS,
    failureStatus: SERIOUS,
    run: (call) => new Listing(call, settingsOf(call.options, call.process.env, usual)).run(),
  });
}

interface PendingDirectory {
  readonly path: string;
  readonly isOperand: boolean;
}

class Listing {
  readonly #call: Call;
  readonly #settings: LsSettings;
  readonly #rows: Rows;
  /** By their real paths: followed links can lead back. */
  readonly #listed = new Set<string>();
  readonly #dired: Dired | undefined;
  #hasPrinted = false;

  constructor(call: Call, settings: LsSettings) {
    this.#call = call;
    this.#settings = settings;
    const { env } = call.process;
    this.#dired = settings.isDired ? new Dired() : undefined;
    this.#rows = new Rows({
      settings,
      colors: settings.isColored ? LsColors.from(env) : undefined,
      zone: timeZone(env.get("TZ")),
      nowMs: call.kernel.now(),
      accounts: new Accounts(call.files),
      files: call.files,
      hyperlinks: settings.hasHyperlinks ? new Hyperlinks(call.files) : undefined,
      dired: this.#dired,
    });
  }

  async run(): Promise<void> {
    const { operands, output } = this.#call;
    const { directoryItself, isRecursive } = this.#settings;
    const entries = await this.#operandEntries();
    this.#sort(entries);
    const isListed = (entry: Entry): boolean => entry.isDirectory && !directoryItself;
    const files = entries.filter((entry) => !isListed(entry));
    output.putText(this.#rows.textOf(files, entries));
    this.#hasPrinted = files.length > 0;
    const pending = entries
      .filter(isListed)
      .map(({ path }): PendingDirectory => ({ path, isOperand: true }))
      .reverse();
    const hasTitles = isRecursive || operands.length > 1 || pending.length > 1;
    for (let next = pending.pop(); next; next = pending.pop()) {
      await this.#call.process.checkpoint();
      pending.push(...(await this.#directory(next, hasTitles)).reverse());
      await output.flush();
    }
    if (this.#dired) output.putText(this.#dired.summary(this.#settings.style));
  }

  /** Prints lines that are no entries. */
  #putLines(before: string, name: string, behind: string, isDirectory: boolean): void {
    const indent = this.#dired ? DIRED_INDENT : "";
    this.#dired?.add(before + indent);
    if (isDirectory) this.#dired?.addName(name, true);
    else this.#dired?.add(name);
    this.#dired?.add(behind);
    this.#call.output.putText(before + indent + name + behind);
  }

  async #operandEntries(): Promise<Entry[]> {
    const { operands, files } = this.#call;
    const entries: Entry[] = [];
    for (const path of operands.length > 0 ? operands : ["."]) {
      try {
        entries.push(operandEntry(files, path, this.#settings.follows));
      } catch (error) {
        await this.#complain(`cannot access ${quoteAlways(path)}`, error, SERIOUS);
      }
    }
    return entries;
  }

  #sort(entries: Entry[]): void {
    sortEntries(entries, this.#settings, (entry) => this.#rows.widthOf(entry));
  }

  /** @returns those that are to be listed next */
  async #directory({ path, isOperand }: PendingDirectory, hasTitle: boolean): Promise<PendingDirectory[]> {
    const { output } = this.#call;
    const { isRecursive, format, withBlocks, follows } = this.#settings;
    const severity = isOperand ? SERIOUS : MINOR;
    let entries: Entry[];
    try {
      if (isRecursive && follows === "always" && !this.#isNew(path)) {
        await this.#call.complain(`${quoteAlways(path).slice(1, -1)}: not listing already-listed directory`);
        return [];
      }
      entries = await this.#entriesOf(path);
    } catch (error) {
      await this.#complain(`cannot open directory ${quoteAlways(path)}`, error, severity);
      return [];
    }
    if (hasTitle) this.#putLines(this.#hasPrinted ? "\n" : "", this.#rows.title(path), ":\n", true);
    this.#hasPrinted = true;
    this.#sort(entries);
    if (format === "long" || withBlocks) this.#putLines("", this.#rows.total(entries), "", false);
    output.putText(this.#rows.textOf(entries));
    if (!isRecursive) return [];
    return entries
      .filter((entry) => entry.isDirectory && entry.name !== "." && entry.name !== "..")
      .map((entry) => ({ path: entry.path, isOperand: false }));
  }

  #isNew(path: string): boolean {
    const real = this.#call.files.realpath(path);
    if (this.#listed.has(real)) return false;
    this.#listed.add(real);
    return true;
  }

  async #entriesOf(path: string): Promise<Entry[]> {
    const { files } = this.#call;
    const { hidden, ignored, follows } = this.#settings;
    const entries: Entry[] = [];
    if (hidden === "all")
      for (const name of [".", ".."]) entries.push(new Entry(files, name, joined(path, name), "directory"));
    for (const { name, kind } of files.readdir(path)) {
      if (hidden === "none" && name.startsWith(".")) continue;
      if (ignored.some((pattern) => pattern.matches(name))) continue;
      const full = joined(path, name);
      if (follows !== "always" || kind !== "link") entries.push(new Entry(files, name, full, kind));
      else entries.push(await this.#followed(name, full));
    }
    return entries;
  }

  /** What a link leads to; of one that leads nowhere, nothing is known. */
  async #followed(name: string, path: string): Promise<Entry> {
    const { files } = this.#call;
    try {
      return new Entry(files, name, path, files.stat(path));
    } catch (error) {
      await this.#complain(`cannot access ${quoteAlways(path.replace(/^\.\//, ""))}`, error, MINOR);
      return new Entry(files, name, path, "lost");
    }
  }

  async #complain(what: string, error: unknown, severity: number): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    const status = Math.max(this.#call.status, severity);
    await this.#call.complain(`${what}: ${error.message}`);
    this.#call.status = status;
  }
}
