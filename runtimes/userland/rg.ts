import { readAll } from "../kernel/read-all.ts";
import { SystemError, type SystemErrorCode } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import { GrepPrinter } from "./grep/printer.ts";
import { GrepSearch } from "./grep/search.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { type RgWalk, rgFiles } from "./rg-files.ts";
import { numberOf, RG_OPTIONS, type RgCall } from "./rg-options.ts";
import { compiled, expanded } from "./rg-pattern.ts";
import { typeList } from "./rg-types.ts";
import { walkOf } from "./rg-walk.ts";
import { Pages } from "./search/pages.ts";
import type { PerlPattern } from "./search/perl-pattern.ts";

/* https://github.com/BurntSushi/ripgrep, as it is where its output is no terminal. Files come sorted by their paths. */

const READ_BYTES = 256 * 1024;
const ERRNO: Partial<Record<SystemErrorCode, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, EISDIR: 21, ELOOP: 40 };

export const rg = program({
  name: "rg",
  usage: "[OPTION]... PATTERN [PATH]...",
  about:
    "Prints the lines that match PATTERN, a regular expression, of each PATH and of all files below it that aren't hidden, binary or left out by a .gitignore. Without PATH it searches what is piped into it, or else the working directory.",
  like: "ripgrep",
  options: RG_OPTIONS,
  failureStatus: 2,
  run: async (call) => {
    const { options, output } = call;
    if (options.has("type-list")) {
      output.putText(typeList());
      return 0;
    }
    for (const name of ["json", "multiline", "stats", "pcre2"] as const)
      if (options.has(name)) throw new UsageError(`--${name} is not supported here`);
    const walk = await walkOf(call);
    if (!walk) return 2;
    const isListing = options.has("files");
    const given = options.has("regexp", "file") || isListing;
    const paths = given ? call.operands : call.operands.slice(1);
    const run = new RgRun(call, paths, walk);
    if (isListing) return run.list();
    const patterns = given ? await run.patterns() : call.operands.slice(0, 1);
    if (!patterns) return 2;
    if (patterns.length === 0 && !given) throw new UsageError("a PATTERN is required");
    const pattern = await compiled(call, patterns);
    return pattern ? run.search(pattern) : 2;
  },
});

class RgRun {
  readonly #call: RgCall;
  readonly #walk: RgWalk;
  readonly #paths: readonly string[];
  #hasFailed = false;
  #hasSelected = false;

  constructor(call: RgCall, paths: readonly string[], walk: RgWalk) {
    this.#call = call;
    this.#walk = walk;
    this.#paths = paths;
  }

  /** Those of the options. @returns nothing after a complaint */
  async patterns(): Promise<string[] | undefined> {
    const patterns = this.#call.options.values("regexp");
    for (const file of this.#call.options.values("file")) {
      try {
        const fd = openInput(this.#call, file);
        const text = decodeUtf8(await readAll(this.#call.process, fd), "escape");
        closeInput(this.#call.process, fd);
        patterns.push(...text.replace(/\n$/, "").split("\n"));
      } catch (error) {
        await this.#complain(file, error);
        return undefined;
      }
    }
    return patterns;
  }

  async list(): Promise<number> {
    const { output, options } = this.#call;
    let count = 0;
    for await (const path of this.#files([...(this.#paths.length > 0 ? this.#paths : [""])])) {
      count++;
      output.putText(path + (options.has("null") ? "\0" : "\n"));
      if (output.isFull) await output.flush();
    }
    return this.#hasFailed ? 2 : count > 0 ? 0 : 1;
  }

  async search(pattern: PerlPattern): Promise<number> {
    const { options, process, files } = this.#call;
    const piped = process.descriptors.has(0) ? process.descriptors.get(0).kind : "device";
    const isPiped = this.#paths.length === 0 && (piped === "pipe" || piped === "file");
    const paths = this.#paths.length > 0 ? this.#paths : [isPiped ? "-" : ""];
    const isOne = paths.length === 1 && (paths[0] === "-" || !this.#isFolder(paths[0] ?? ""));
    const search = this.#searchFor(pattern, isOne);
    const isQuiet = options.has("quiet");
    if (search.options.maxCount === 0) return 1;
    for await (const path of this.#files(paths)) {
      const isExplicit = paths.includes(path);
      try {
        if (path === "-") await this.#one(search, "<stdin>", true, () => process.read(0, READ_BYTES));
        else {
          const chunks = [files.readFile(path)];
          await this.#one(search, path, isExplicit, () => chunks.pop() ?? new Uint8Array(0));
        }
      } catch (error) {
        await this.#complain(path, error);
      }
      if (isQuiet && this.#hasSelected) return 0;
      const pause = process.checkpoint();
      if (pause) await pause;
    }
    return this.#hasFailed ? 2 : this.#hasSelected ? 0 : 1;
  }

  #searchFor(pattern: PerlPattern, isOne: boolean): GrepSearch {
    const { options, output } = this.#call;
    const both = numberOf(options, "context");
    const [before, after] = [numberOf(options, "before-context") ?? both, numberOf(options, "after-context") ?? both];
    const isVim = options.has("vimgrep");
    const hasColumns = isVim || options.has("column");
    const names = options.last("with-filename", "no-filename");
    const hasNumbers = isVim || hasColumns || options.last("line-number", "no-line-number") === "line-number";
    const template = options.value("replace");
    const stopsAtFirst = options.has("quiet", "files-with-matches", "files-without-match");
    const printer = new GrepPrinter(output, {
      pattern,
      colors: undefined,
      hasNames: names ? names === "with-filename" : isVim || !isOne,
      hasNumbers,
      hasOffsets: options.has("byte-offset"),
      onlyMatching: options.has("only-matching"),
      isInverted: options.has("invert-match"),
      endsNames: options.has("null"),
      alignsTabs: false,
      lineEnd: 10,
      groupSeparator: "--",
      hasColumns: hasColumns && !options.has("no-column"),
      replacement: template === undefined ? undefined : (line, start) => expanded(pattern, template, line, start),
    });
    return new GrepSearch(
      {
        pattern,
        isInverted: options.has("invert-match"),
        lineEnd: 10,
        maxCount: numberOf(options, "max-count") ?? Number.POSITIVE_INFINITY,
        before: before ?? (after === undefined ? undefined : 0),
        after,
        binaryFiles: "text",
        isSilent: stopsAtFirst || options.has("count"),
        stopsAtFirst,
        hasNumbers,
        flushesLines: options.has("line-buffered"),
      },
      printer,
      output,
    );
  }

  async #one(
    search: GrepSearch,
    name: string,
    isExplicit: boolean,
    read: () => Uint8Array | Promise<Uint8Array>,
  ): Promise<void> {
    const { options, output } = this.#call;
    const isText = options.has("text");
    let nulAt = -1;
    let length = 0;
    const checked = async (): Promise<Uint8Array> => {
      if (nulAt >= 0) return new Uint8Array(0);
      const bytes = await read();
      const at = isText ? -1 : bytes.indexOf(0);
      if (at >= 0) nulAt = length + at;
      length += bytes.length;
      return at >= 0 && !isExplicit ? new Uint8Array(0) : bytes;
    };
    search.printer.begin(name, undefined);
    const first = await checked();
    const chunks = [first];
    const pages = new Pages(() => chunks.pop() ?? checked(), 10);
    if (nulAt >= 0 && isExplicit && !search.options.isSilent) {
      search.finder.search(first, 0, first.length);
      if (!search.finder.next()) return;
      this.#hasSelected = true;
      const prefix = search.printer.hasNames ? `${name}: ` : "";
      output.putText(`${prefix}binary file matches (found "\\0" byte around offset ${nulAt})\n`);
      return;
    }
    if (nulAt >= 0 && !isExplicit) return;
    const { count } = await search.search(pages);
    const isListed = options.has("files-without-match") ? count === 0 : count > 0;
    if (isListed) this.#hasSelected = true;
    if (!options.has("quiet") && isListed) {
      if (options.has("files-with-matches", "files-without-match")) search.printer.putName();
      else if (options.has("count")) search.printer.putCount(count);
    }
    if (output.isFull || options.has("line-buffered")) await output.flush();
  }

  async *#files(paths: readonly string[]): AsyncGenerator<string> {
    for (const path of paths) {
      if (path === "-") yield path;
      else {
        try {
          if (path !== "" && !this.#isFolder(path)) {
            this.#call.files.stat(path);
            yield path;
            continue;
          }
          for (const file of rgFiles(this.#call.files, path, this.#walk)) {
            if (typeof file === "string") yield file;
            else await this.#complain(file.path, file.error);
          }
        } catch (error) {
          await this.#complain(path, error);
        }
      }
    }
  }

  #isFolder(path: string): boolean {
    if (path === "") return true;
    try {
      return (this.#call.files.stat(path).mode & 0o170000) === 0o040000;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  async #complain(path: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError)) throw error;
    this.#hasFailed = true;
    if (this.#call.options.has("no-messages")) return;
    await this.#call.output.flush();
    const operation = this.#paths.length > 1 && this.#paths.includes(path) ? `IO error for operation on ${path}: ` : "";
    await this.#call.process.printError(`${path}: ${operation}${error.message} (os error ${ERRNO[error.code] ?? 5})\n`);
  }
}
