import { readAll } from "../../kernel/read-all.ts";
import { SystemError, type SystemErrorCode } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { PerlPattern } from "../search/perl-pattern.ts";
import type { Colors } from "./colors.ts";
import { FileSearch } from "./file-search.ts";
import { filesBelow } from "./files.ts";
import { type IgnoreFile, IgnoreFiles } from "./ignore-files.ts";
import { JsonSink } from "./json-sink.ts";
import { Matches } from "./matches.ts";
import type { RgCall } from "./options.ts";
import { Painter } from "./painter.ts";
import { PathWriter } from "./path-writer.ts";
import type { RgSettings } from "./settings.ts";
import type { BinaryMode, Sink } from "./sink.ts";
import { Source } from "./source.ts";
import { StandardSink } from "./standard-sink.ts";
import { Stats } from "./stats.ts";
import { SummarySink } from "./summary-sink.ts";
import type { WalkSettings } from "./walk-settings.ts";

const ERRNO: Partial<Record<SystemErrorCode, number>> = { ENOENT: 2, EACCES: 13, ENOTDIR: 20, EISDIR: 21, ELOOP: 40 };
/** More files than these aren't searched in one piece each. */
const MAX_SLICES = 10;
const NOTHING_SEARCHED = `No files were searched, which means ripgrep probably applied a filter you didn't expect.
Running with --debug will show why files are being skipped.
`;

/** A file to search. */
interface Subject {
  readonly path: string;
  /** It was named, and not found in a folder. */
  readonly isExplicit: boolean;
}

/** One run of rg over its paths. */
export class RgRun {
  readonly #call: RgCall;
  readonly #settings: RgSettings;
  readonly #walk: WalkSettings;
  readonly #given: readonly string[];
  readonly #painter: Painter;
  #hasFailed = false;

  constructor(
    call: RgCall,
    paths: readonly string[],
    settings: RgSettings,
    walk: WalkSettings,
    colors: Colors | undefined,
  ) {
    this.#call = call;
    this.#given = paths;
    this.#settings = settings;
    this.#walk = walk;
    this.#painter = new Painter(call.output, colors);
  }

  /** Those of the options. @throws Failure */
  async patterns(): Promise<string[]> {
    const patterns = this.#call.options.values("regexp");
    for (const file of this.#call.options.values("file")) {
      try {
        const fd = openInput(this.#call, file);
        const text = decodeUtf8(await readAll(this.#call.process, fd), "escape");
        closeInput(this.#call.process, fd);
        if (text !== "") patterns.push(...text.replace(/\n$/, "").split(/\r?\n/));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        throw new Failure(`${file}: ${osMessage(error)}`);
      }
    }
    return patterns;
  }

  /** Prints the names of the files that would be searched. */
  async list(): Promise<number> {
    const { output, options } = this.#call;
    const paths = new PathWriter(this.#painter, this.#settings, true);
    let count = 0;
    for await (const { path } of this.#subjects(this.#given.length > 0 ? this.#given : [""])) {
      count++;
      if (options.has("quiet")) break;
      paths.putLine(path);
      if (output.isFull) await output.flush();
    }
    return this.#hasFailed && !(options.has("quiet") && count > 0) ? 2 : count > 0 ? 0 : 1;
  }

  async search(pattern: PerlPattern): Promise<number> {
    const startMs = Date.now();
    const { process, output } = this.#call;
    const { summary, hasStats, isJson, isText, searchesBinary, maxCount } = this.#settings;
    if (maxCount === 0) return 1;
    const isDefault = this.#given.length === 0 && !this.#isPiped();
    const paths = this.#given.length > 0 ? this.#given : [isDefault ? "" : "-"];
    const total = new Stats();
    const isMultiline = this.#settings.isMultiline && pattern.mayHaveNewline;
    const search = new FileSearch({
      pattern,
      settings: this.#settings,
      sink: this.#sinkFor(pattern, isMultiline, paths, total),
      isMultiline,
      flush: () => (output.isFull || this.#settings.flushesLines ? output.flush() : undefined),
    });
    const source = new Source(this.#call);
    const isSlice = this.#searchesSlices(paths);
    let [searched, hasMatched] = [0, false];
    for await (const { path, isExplicit } of this.#subjects(paths)) {
      searched++;
      const binary: BinaryMode = isText ? undefined : isExplicit || searchesBinary ? "converts" : "quits";
      try {
        const content = await source.content(path, isSlice || isMultiline);
        const name = path === "-" ? "<stdin>" : path;
        if (await search.search(name, content, binary, isSlice && path !== "-")) hasMatched = true;
      } catch (error) {
        await this.#complain(path, error);
      }
      if (hasMatched && summary === "quiet" && !hasStats) break;
      if (output.isFull || this.#settings.flushesLines) await output.flush();
      const pause = process.checkpoint();
      if (pause) await pause;
    }
    if (isDefault && searched === 0) {
      this.#hasFailed = true;
      await this.#say(NOTHING_SEARCHED);
    }
    if (isJson && summary === undefined) output.putText(`${total.summary(Date.now() - startMs)}\n`);
    else if (hasStats) output.putText(total.text(Date.now() - startMs));
    if (hasMatched && (summary === "quiet" || !this.#hasFailed)) return 0;
    return this.#hasFailed ? 2 : 1;
  }

  /** Whether there is something to search in the standard input. */
  #isPiped(): boolean {
    const { process, options } = this.#call;
    if (options.values("file").includes("-") || !process.descriptors.has(0)) return false;
    const { kind } = process.descriptors.get(0);
    return kind === "pipe" || kind === "file";
  }

  #searchesSlices(paths: readonly string[]): boolean {
    const { options } = this.#call;
    const asked = options.last("mmap", "no-mmap");
    if (asked !== undefined) return asked === "mmap";
    return paths.length <= MAX_SLICES && paths.every((path) => path !== "-" && this.#typeOf(path) === 0o100000);
  }

  #sinkFor(pattern: PerlPattern, isMultiline: boolean, paths: readonly string[], total: Stats): Sink {
    const settings = this.#settings;
    const matches = new Matches({ ...settings, pattern, isMultiline });
    const names = this.#call.options.last("with-filename", "no-filename");
    const isOne = paths.length === 1 && this.#typeOf(paths[0] ?? "") !== 0o040000;
    const hasNames = names ? names === "with-filename" : settings.isPerMatch || !isOne;
    const tools = { matches, painter: this.#painter, paths: new PathWriter(this.#painter, settings, hasNames) };
    if (settings.summary !== undefined) return new SummarySink(settings.summary, settings, tools, isMultiline, total);
    if (settings.isJson) return new JsonSink(settings, matches, this.#painter, total);
    return new StandardSink(settings, tools, isMultiline, total);
  }

  async *#subjects(paths: readonly string[]): AsyncGenerator<Subject> {
    const ignores = await this.#ignoreFiles();
    for (const path of paths) {
      try {
        if (path === "-") yield { path, isExplicit: true };
        else if (this.#typeOf(path) !== 0o040000) {
          this.#call.files.stat(path);
          yield { path, isExplicit: true };
        } else
          for (const file of filesBelow(this.#call.files, path, this.#walk, ignores)) {
            if (typeof file === "string") yield { path: file, isExplicit: false };
            else await this.#complain(file.path, file.error);
          }
      } catch (error) {
        await this.#complain(path, error);
      }
    }
  }

  /** Those of the options; what can't be read does no harm. */
  async #ignoreFiles(): Promise<IgnoreFile[]> {
    const { ignore, ignoreFiles } = this.#walk;
    const found: IgnoreFile[] = [];
    if (!ignore) return found;
    const reader = new IgnoreFiles(this.#call.files, ignore);
    for (const path of ignoreFiles) {
      try {
        found.push(reader.read(path, "given", "", ""));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await this.#say(`${path}: ${osMessage(error)}\n`);
      }
    }
    return found;
  }

  /** The bits of the mode that tell what kind of file it is. */
  #typeOf(path: string): number {
    if (path === "-") return 0;
    try {
      return this.#call.files.stat(path || ".").mode & 0o170000;
    } catch (error) {
      if (error instanceof SystemError) return 0;
      throw error;
    }
  }

  async #complain(path: string, error: unknown): Promise<void> {
    if (!(error instanceof SystemError || error instanceof Failure)) throw error;
    this.#hasFailed = true;
    if (error instanceof Failure) return this.#say(`${error.message}\n`);
    const isGiven = this.#walk.isInOrder && this.#given.includes(path);
    await this.#say(`${path}: ${isGiven ? `IO error for operation on ${path}: ` : ""}${osMessage(error)}\n`);
  }

  async #say(message: string): Promise<void> {
    if (this.#call.options.last("no-messages", "messages") === "no-messages") return;
    await this.#call.output.flush();
    await this.#call.process.printError(message);
  }
}

function osMessage(error: SystemError): string {
  return `${error.message} (os error ${ERRNO[error.code] ?? 5})`;
}
