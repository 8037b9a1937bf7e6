import { S_IFCHR, S_IFIFO, S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { isDirectory, joined, lastPart, statusOf, withoutSlashes } from "../program/file-kinds.ts";
import { MemberMatch } from "./member-match.ts";
import type { ZipCall } from "./zip-options.ts";
import { STATUS, ZipError, type ZipReport } from "./zip-report.ts";

/** A file that is to be in the zip file. */
export interface FoundFile {
  readonly path: string;
  /** What it is called there; directories end with a slash. */
  readonly name: string;
  readonly status: FileStatus;
}

/** Finds the files that are named. */
export class ZipNames {
  readonly #call: ZipCall;
  readonly #report: ZipReport;
  readonly #match: MemberMatch;
  /** By their names in the zip file. */
  readonly #found = new Map<string, FoundFile>();
  readonly #ownIno: number | undefined;
  readonly unmatched: string[] = [];

  /** @param ownIno the zip file itself, which isn't put into it */
  constructor(call: ZipCall, report: ZipReport, ownIno: number | undefined) {
    this.#call = call;
    this.#report = report;
    this.#ownIno = ownIno;
    const [include, exclude] = [patternsOf(call, "include"), patternsOf(call, "exclude")];
    this.#match = new MemberMatch(include, exclude);
  }

  get all(): readonly FoundFile[] {
    return [...this.#found.values()];
  }

  /** Whether a name isn't left out. */
  has(name: string): boolean {
    return this.#match.has(name);
  }

  async add(operand: string): Promise<void> {
    const status = this.#statusOf(operand);
    if (!status) {
      this.unmatched.push(operand);
      return;
    }
    await this.#addTree(operand, status, this.#call.options.has("recurse-paths"));
  }

  /** Files here and below that patterns match. */
  async addMatching(patterns: readonly string[]): Promise<void> {
    const status = this.#statusOf(".");
    const match = new MemberMatch(patterns, []);
    if (status) await this.#addTree(".", status, true, match);
  }

  async #addTree(top: string, status: FileStatus, isRecursive: boolean, match?: MemberMatch): Promise<void> {
    const { files, process } = this.#call;
    const waiting = [{ path: top, status }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await process.checkpoint();
      const { path } = next;
      if (!match || match.has(lastPart(path)) || match.has(storedName(path)))
        await this.#addFile(path, next.status, path === top);
      if (!isRecursive || !isDirectory(next.status)) continue;
      for (const { name } of files.readdir(path).reverse()) {
        const child = path === "." ? name : joined(path, name);
        const childStatus = this.#statusOf(child);
        if (childStatus) waiting.push({ path: child, status: childStatus });
      }
    }
  }

  async #addFile(path: string, status: FileStatus, isNamed: boolean): Promise<void> {
    const { options } = this.#call;
    const isFolder = isDirectory(status);
    const type = status.mode & S_IFMT;
    if (status.ino === this.#ownIno) return;
    if (type === S_IFIFO || type === S_IFCHR) {
      await this.#report.warn(`ignoring FIFO (Named Pipe) - use -FI to read: ${path}`);
      return;
    }
    const isFlat = options.has("junk-paths");
    if (isFolder && (isFlat || options.has("no-dir-entries"))) return;
    const bare = isFlat ? lastPart(path) : storedName(path);
    const name = isFolder && bare !== "" ? `${withoutSlashes(bare)}/` : bare;
    if (name === "" || name === "./" || !this.#match.has(name)) return;
    const before = this.#found.get(name);
    if (before && before.path !== path && (isNamed || storedName(before.path) !== storedName(path))) {
      const [first = "", second = ""] = [before.path, path].sort();
      await this.#report.warn(
        `  first full name: ${first}\n                      second full name: ${second}\n                     name in zip file repeated: ${name}${isFlat ? "\n                     this may be a result of using -j" : ""}`,
      );
      throw new ZipError("Invalid command arguments (cannot repeat names in zip file)", STATUS.usage);
    }
    this.#found.set(name, { path, name, status });
  }

  #statusOf(path: string): FileStatus | undefined {
    const { files, options } = this.#call;
    return statusOf(files, path, !options.has("symlinks"));
  }
}

/** Relative, and without `./`. */
function storedName(path: string): string {
  let name = path;
  for (let before = ""; before !== name; ) {
    before = name;
    name = name.replace(/^\/+/, "").replace(/^\.\/+/, "");
  }
  return name === "." ? "" : name.replace(/\/\/+/g, "/");
}

/** Patterns of an option; `@FILE` stands for those in a file. @throws ZipError */
function patternsOf({ options, files }: ZipCall, name: "include" | "exclude"): string[] {
  return options.values(name).flatMap((value) => {
    if (!value.startsWith("@")) return [value];
    try {
      return decodeUtf8(files.readFile(value.slice(1)), "escape")
        .split("\n")
        .filter((line) => line !== "");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const letter = name === "include" ? "i" : "x";
      throw new ZipError(
        `zip I/O error: ${error.message}\nFile not found or no read permission (${letter} pattern file '${value}')`,
        STATUS.open,
      );
    }
  });
}
