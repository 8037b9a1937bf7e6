import { SystemError } from "../../kernel/system-error.ts";
import { isDirectory, joined } from "../program/file-kinds.ts";
import { helpText, versionText } from "../program/help.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { FileTask } from "./file-task.ts";
import { Listing } from "./listing.ts";
import { checkSuffix, suffixOf } from "./names.ts";
import { type Call, OPTIONS, type Settings, settingsOf } from "./options.ts";
import { Report } from "./report.ts";

/* https://www.gnu.org/software/gzip/manual. What other programs have compressed is not read. */

const LICENSE = "Slotbox is under the Apache License, version 2.0.\n";

function gzipProgram(name: "gzip" | "gunzip" | "zcat", about: string) {
  const usage = { usage: "[OPTION]... [FILE]...", about, like: "GNU gzip" } as const;
  return program({
    name,
    ...usage,
    options: OPTIONS,
    hint: "Try `gzip --help' for more information.",
    run: async (call) => {
      const { options, output } = call;
      if (options.has("h")) output.putText(helpText(name, usage, OPTIONS));
      else if (options.has("V")) output.putText(versionText(name, usage));
      else if (options.has("license")) output.putText(LICENSE);
      else return new Run(call, settingsOf(options, name)).run();
    },
  });
}

export const gzip = gzipProgram(
  "gzip",
  "Puts each FILE compressed into FILE.gz, in its place. Without FILE, or for -, it reads standard input and writes to standard output.",
);
export const gunzip = gzipProgram(
  "gunzip",
  "Puts what is in each compressed FILE in its place. Without FILE, or for -, it reads standard input and writes to standard output.",
);
export const zcat = gzipProgram(
  "zcat",
  "Prints what is in each compressed FILE. Without FILE, or for -, it reads standard input.",
);

class Run {
  readonly #call: Call;
  readonly #settings: Settings;
  readonly #report: Report;
  readonly #task: FileTask;
  readonly #listing: Listing;

  constructor(call: Call, settings: Settings) {
    this.#call = call;
    this.#settings = settings;
    this.#report = new Report(call, settings);
    this.#task = new FileTask(call, settings, this.#report);
    this.#listing = new Listing(call, settings, this.#report);
  }

  /** @throws UsageError, Failure */
  async run(): Promise<number> {
    checkSuffix(this.#settings.suffix);
    if (this.#call.options.has("lzw")) throw new UsageError("-Z not supported in this version");
    const { operands } = this.#call;
    for (const operand of operands.length > 0 ? operands : ["-"]) if (!(await this.#treat(operand))) break;
    if (this.#settings.task === "list") this.#listing.end();
    return this.#report.status;
  }

  /** @returns whether to go on */
  async #treat(operand: string): Promise<boolean> {
    if (operand === "-") return this.#settings.task === "list" ? this.#listing.addStdin() : this.#task.doStdin();
    const path = this.#found(operand);
    try {
      const status = this.#call.files.lstat(path);
      if (isDirectory(status)) return await this.#directory(path);
    } catch (error) {
      return this.#failed(path, error);
    }
    return this.#file(path);
  }

  async #file(path: string): Promise<boolean> {
    try {
      return this.#settings.task === "list" ? await this.#listing.add(path) : await this.#task.doFile(path);
    } catch (error) {
      return this.#failed(path, error);
    }
  }

  async #failed(path: string, error: unknown): Promise<boolean> {
    if (!(error instanceof SystemError)) throw error;
    await this.#report.error(`${path}: ${error.message}`);
    return true;
  }

  async #directory(top: string): Promise<boolean> {
    if (!this.#settings.isRecursive) {
      await this.#report.warning(`${top} is a directory -- ignored`);
      return true;
    }
    const waiting = [top];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const folder = path;
      if (!isDirectory(this.#call.files.lstat(folder))) {
        if (!(await this.#file(folder))) return false;
        continue;
      }
      const names = this.#call.files.readdir(folder).map(({ name }) => name);
      waiting.push(...names.reverse().map((name) => joined(folder, name)));
    }
    return true;
  }

  /** A compressed file may be named without its suffix. */
  #found(operand: string): string {
    const { files } = this.#call;
    const { task, suffix } = this.#settings;
    if (task === "compress" || files.exists(operand) || suffixOf(operand, suffix) !== undefined) return operand;
    return operand + suffix;
  }
}
