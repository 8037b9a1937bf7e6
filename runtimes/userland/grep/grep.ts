import type { MaybePromise } from "../../kernel/description.ts";
import type { UserProgram } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { Failure } from "../program/failure.ts";
import { helpText, versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { chooseWord } from "../program/numbers.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { Pages } from "../search/pages.ts";
import { Colors } from "./colors.ts";
import { filesBelow, type WalkOptions } from "./files.ts";
import { isLeftOut } from "./names.ts";
import {
  binaryFilesOf,
  contextOf,
  directoryRules,
  fileRules,
  GREP_OPTIONS,
  type GrepCall,
  isOn,
  maxCountOf,
  patternsOf,
  syntaxOf,
} from "./options.ts";
import { grepPattern, warningsOf } from "./patterns.ts";
import { GrepPrinter } from "./printer.ts";
import { GrepSearch, type SearchResult } from "./search.ts";

/* https://www.gnu.org/software/grep/manual. */

const READ_BYTES = 256 * 1024;
const ACTIONS = [["read"], ["recurse"], ["skip"]];
const USAGE = {
  usage: "[OPTION]... PATTERNS [FILE]...",
  about:
    "Prints the lines of each FILE that match one of PATTERNS, which are separated by newlines. Without FILE it reads standard input, or with -r the working directory; - is standard input. The status is 0 if a line was selected, 1 if none was, and 2 after an error.",
  like: "GNU grep",
} as const;

export const grep = program({
  name: "grep",
  ...USAGE,
  options: GREP_OPTIONS,
  failureStatus: 2,
  showsUsage: true,
  run: async (call) => {
    const { options, output } = call;
    if (options.has("V")) {
      output.putText(versionText("grep", USAGE));
      return 0;
    }
    const color = options.all.findLast(({ name }) => name === "color" || name === "colour");
    if (color?.value !== undefined && !/^(?:always|yes|force|never|no|none|auto|tty|if-tty)$/.test(color.value)) {
      output.putText(helpText("grep", USAGE, GREP_OPTIONS));
      return 0;
    }
    const run = await GrepRun.of(call, /^(?:always|yes|force)$/.test(color?.value ?? ""));
    if (maxCountOf(call) === 0) return 1;
    await run.searchAll();
    const isQuiet = options.has("quiet", "silent");
    if (call.status !== 0 && !(isQuiet && run.hasSelected)) return call.status;
    return run.hasSelected ? 0 : 1;
  },
});

/** What Debian's have it as: scripts that call grep with an option. */
export const egrep: UserProgram = (process, kernel) => grepWith("-E", process, kernel);
export const fgrep: UserProgram = (process, kernel) => grepWith("-F", process, kernel);

function grepWith(option: string, ...[process, kernel]: Parameters<UserProgram>): ReturnType<UserProgram> {
  process.args = ["grep", option, ...process.args.slice(1)];
  return grep(process, kernel);
}

class GrepRun {
  readonly #call: GrepCall;
  readonly #operands: readonly string[];
  readonly #search: GrepSearch;
  readonly #walk: WalkOptions;
  readonly #directories: string;
  readonly #outputInode: number | undefined;
  readonly #list: "with" | "without" | undefined;
  readonly #counts: boolean;
  hasSelected = false;

  private constructor(call: GrepCall, operands: readonly string[], search: GrepSearch, walk: WalkOptions) {
    const { options, process } = call;
    this.#call = call;
    this.#operands = operands;
    this.#search = search;
    this.#walk = walk;
    this.#directories = directoriesOf(call);
    const list = options.last("files-with-matches", "files-without-match");
    this.#list = options.has("quiet", "silent")
      ? undefined
      : list && (list === "files-with-matches" ? "with" : "without");
    this.#counts = options.has("count") && !search.options.stopsAtFirst;
    const target = process.descriptors.has(1) ? process.descriptors.get(1) : undefined;
    const mayFeedItself = !search.options.stopsAtFirst && search.options.maxCount > 1 && !this.#counts;
    this.#outputInode = mayFeedItself && target?.kind === "file" ? target.status().ino : undefined;
  }

  static async of(call: GrepCall, isColored: boolean): Promise<GrepRun> {
    const { options, process, output } = call;
    const directories = directoriesOf(call);
    const [before, after] = [contextOf(call, "before-context"), contextOf(call, "after-context")];
    const maxCount = maxCountOf(call);
    const syntax = syntaxOf(call);
    const binaryFiles = binaryFilesOf(call);
    const devices = options.value("devices") ?? "read";
    if (devices !== "read" && devices !== "skip") throw new Failure("unknown devices method");
    const rules = await fileRules(call);
    const patterns = await patternsOf(call);
    if (!patterns) throw new UsageError("");
    const lineEnd = options.has("null-data") ? 0 : 10;
    const pattern = grepPattern(patterns, {
      syntax,
      ignoreCase: isOn(call, "ignore-case", "no-ignore-case"),
      whole: options.has("line-regexp") ? "line" : options.has("word-regexp") ? "word" : undefined,
      keepsToLines: lineEnd === 10,
    });
    if (pattern instanceof RegexSyntaxError) throw new Failure(pattern.message);
    for (const warning of syntax === "extended" ? patterns.flatMap(warningsOf) : [])
      await process.printError(`${call.name}: warning: ${warning}\n`);
    const operands = options.has("regexp", "file") ? call.operands : call.operands.slice(1);
    const isRecursive = directories === "recurse";
    const names = options.last("with-filename", "no-filename");
    const isOneDirectory = isRecursive && (operands.length === 0 || isDirectory(call, operands[0] ?? ""));
    const colors = isColored ? new Colors(process.env.get("GREP_COLORS") ?? "") : undefined;
    const isInverted = options.has("invert-match");
    const stopsAtFirst = options.has("quiet", "silent", "files-with-matches", "files-without-match");
    const printer = new GrepPrinter(output, {
      pattern,
      colors,
      hasNames: names ? names === "with-filename" : operands.length > 1 || isOneDirectory,
      hasNumbers: options.has("line-number"),
      hasOffsets: options.has("byte-offset"),
      onlyMatching: options.has("only-matching"),
      isInverted,
      endsNames: options.has("null"),
      alignsTabs: options.has("initial-tab"),
      lineEnd,
      groupSeparator: isOn(call, "no-group-separator", "group-separator")
        ? undefined
        : (options.value("group-separator") ?? "--"),
    });
    const search = new GrepSearch(
      {
        pattern,
        isInverted,
        lineEnd,
        maxCount,
        before: before ?? (after === undefined ? undefined : 0),
        after,
        binaryFiles,
        isSilent: stopsAtFirst || options.has("count"),
        stopsAtFirst,
        hasNumbers: options.has("line-number"),
        flushesLines: options.has("line-buffered"),
      },
      printer,
      output,
    );
    return new GrepRun(call, operands, search, {
      files: rules,
      directories: directoryRules(call),
      followsLinks: options.has("dereference-recursive"),
      readsDevices: options.value("devices") === "read",
    });
  }

  async searchAll(): Promise<void> {
    const isRecursive = this.#directories === "recurse";
    if (this.#operands.length === 0) {
      if (isRecursive) await this.#below("");
      else await this.#operand("-");
    }
    for (const operand of this.#operands) {
      await this.#operand(operand);
      if (this.#isEnough) return;
    }
  }

  get #isEnough(): boolean {
    return this.hasSelected && this.#call.options.has("quiet", "silent");
  }

  async #operand(operand: string): Promise<void> {
    const { options, process } = this.#call;
    if (operand !== "-" && this.#walk.files.length > 0 && isLeftOut(operand, this.#walk.files, true)) {
      if (!isDirectory(this.#call, operand)) return;
    }
    let fd: number;
    try {
      fd = openInput(this.#call, operand);
    } catch (error) {
      await this.#complainOf(operand, error);
      return;
    }
    try {
      const { kind } = process.descriptors.get(fd);
      if (kind === "directory") {
        if (this.#directories === "skip") return;
        if (isLeftOut(operand.replace(/(?<=.)\/+$/, ""), this.#walk.directories, true)) return;
        if (this.#directories === "recurse") {
          await this.#below(operand);
          return;
        }
      }
      if (options.value("devices") === "skip" && (kind === "device" || kind === "pipe") && operand !== "-") return;
      const name = operand === "-" ? (options.value("label") ?? "(standard input)") : operand;
      if (this.#outputInode !== undefined && kind === "file" && fd !== 0 && (await this.#isOutput(operand, name)))
        return;
      const read = () => process.read(fd, READ_BYTES);
      const size = kind === "file" ? process.descriptors.get(fd).status().size : undefined;
      const stoppedAt = await this.#file(name, size, read);
      if (fd === 0 && stoppedAt !== undefined && kind === "file") process.descriptors.get(0).seek(stoppedAt, "set");
    } catch (error) {
      await this.#complainOf(operand, error);
      this.#reportUnread(operand);
    } finally {
      closeInput(process, fd);
    }
  }

  /** What could be opened and not read, as a directory, has no selected lines. */
  #reportUnread(name: string): void {
    const { printer } = this.#search;
    printer.begin(name, undefined);
    if (this.#counts) printer.putCount(0);
    if (this.#list === "without") printer.putName();
  }

  async #below(directory: string): Promise<void> {
    const { files, process } = this.#call;
    for (const file of filesBelow(this.#call, directory, this.#walk)) {
      if (typeof file !== "string") {
        await this.#complainOf(file.path, file.error);
        continue;
      }
      try {
        if (this.#outputInode !== undefined && (await this.#isOutput(file, file))) continue;
        const bytes = files.readFile(file);
        this.#search.printer.begin(file, bytes.length);
        const reported = this.#report(file, this.#search.searchWhole(bytes));
        if (reported) await reported;
      } catch (error) {
        await this.#complainOf(file, error);
      }
      if (this.#isEnough) return;
      const pause = process.checkpoint();
      if (pause) await pause;
    }
  }

  async #file(
    name: string,
    size: number | undefined,
    read: () => MaybePromise<Uint8Array>,
  ): Promise<number | undefined> {
    this.#search.printer.begin(name, size);
    const result = await this.#search.search(new Pages(read, this.#search.options.lineEnd));
    await this.#report(name, result);
    return result.stoppedAt;
  }

  /** Prints what is said of a file as a whole. */
  #report(name: string, { count, isBinary }: SearchResult): MaybePromise<void> {
    const { printer, output } = this.#search;
    if (count > 0) this.hasSelected = true;
    if (this.#counts) printer.putCount(count);
    if (this.#list && (this.#list === "with") === count > 0) printer.putName();
    if (isBinary) return this.#reportBinary(name);
    if (output.isFull || this.#search.options.flushesLines) return output.flush();
  }

  async #reportBinary(name: string): Promise<void> {
    await this.#call.output.flush();
    await this.#call.process.printError(`${this.#call.name}: ${name}: binary file matches\n`);
  }

  async #isOutput(path: string, name: string): Promise<boolean> {
    if (this.#call.files.stat(path).ino !== this.#outputInode) return false;
    await this.#complain(`${name}: input file is also the output`);
    return true;
  }

  async #complainOf(file: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    await this.#complain(`${file}: ${error.message}`);
  }

  async #complain(message: string): Promise<void> {
    if (this.#call.options.has("no-messages")) this.#call.status = 2;
    else await this.#call.complain(message);
  }
}

/** @throws UsageError */
function directoriesOf({ options }: GrepCall): string {
  const last = options.all.findLast(
    ({ name }) => name === "directories" || name === "recursive" || name === "dereference-recursive",
  );
  if (last?.name !== "directories") return last ? "recurse" : "read";
  return chooseWord(last.value ?? "", "--directories", ACTIONS);
}

function isDirectory({ files }: GrepCall, path: string): boolean {
  try {
    return path !== "-" && (files.stat(path).mode & 0o170000) === 0o040000;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}
