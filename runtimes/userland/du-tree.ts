import type { Pattern } from "../bash/expansion/pattern.ts";
import type { FileStatus } from "../kernel/description.ts";
import type { FileTime } from "../kernel/file-times.ts";
import { SystemError } from "../kernel/system-error.ts";
import { diskBytes, isDirectory, isLink, joined, statusOf } from "./program/file-kinds.ts";
import type { ProgramCall } from "./program/program.ts";
import { quoteAlways } from "./program/quoting.ts";

export interface DuNode {
  readonly path: string;
  readonly depth: number;
  readonly isDirectory: boolean;
  /** With all that is in it. */
  readonly size: number;
  /** Without directories in it. */
  readonly ownSize: number;
  /** When anything in it was changed last. */
  readonly timeMs: number;
}

export interface DuRules {
  readonly followsAll: boolean;
  readonly followsOperands: boolean;
  /** Whether a file counts once for each of its names. */
  readonly countsLinks: boolean;
  /** Whether operands can lie in one another. */
  readonly hasSeveral: boolean;
  readonly measure: "disk" | "content" | "inodes";
  readonly excluded: readonly Pattern[];
  /** Which of the times is the newest of a directory. */
  readonly time: (status: FileStatus) => FileTime;
}

/** A directory whose entries are being counted. */
interface OpenDirectory {
  readonly path: string;
  readonly entries: readonly string[];
  at: number;
  size: number;
  ownSize: number;
  timeMs: number;
}

type Found = (node: DuNode) => Promise<void>;

/** Counts files and all that is in them; each inode once in all walks. */
export class DuTree {
  readonly #call: ProgramCall;
  readonly #rules: DuRules;
  readonly #counted = new Set<number>();

  constructor(call: ProgramCall, rules: DuRules) {
    this.#call = call;
    this.#rules = rules;
  }

  /** @param found called for each file behind what is in it */
  async walk(operand: string, found: Found): Promise<void> {
    const open: OpenDirectory[] = [];
    await this.#enter(operand.replace(/\/+$/, "/"), open, found);
    for (let last = open.at(-1); last; last = open.at(-1)) {
      const name = last.entries[last.at++];
      if (name !== undefined) {
        await this.#call.process.checkpoint();
        await this.#enter(joined(last.path, name), open, found);
        continue;
      }
      open.pop();
      const above = open.at(-1);
      if (above) {
        above.size += last.size;
        above.timeMs = Math.max(above.timeMs, last.timeMs);
      }
      await found({ ...last, depth: open.length, isDirectory: true });
    }
  }

  async #enter(path: string, open: OpenDirectory[], found: Found): Promise<void> {
    if (this.#isExcluded(path)) return;
    const status = await this.#statusAt(path, open.length === 0);
    if (!status) return;
    const isFolder = isDirectory(status);
    const { followsAll, countsLinks, hasSeveral } = this.#rules;
    const isShared = followsAll || hasSeveral || (!isFolder && status.nlink > 1);
    const countsOnce = (followsAll && isFolder) || (!countsLinks && isShared);
    if (countsOnce && this.#counted.has(status.ino)) return;
    this.#counted.add(status.ino);
    const size = this.#sizeOf(status);
    const { ms: timeMs } = this.#rules.time(status);
    if (isFolder) {
      open.push({ path, entries: await this.#entriesOf(path), at: 0, size, ownSize: size, timeMs });
      return;
    }
    const above = open.at(-1);
    if (above) {
      above.size += size;
      above.ownSize += size;
      above.timeMs = Math.max(above.timeMs, timeMs);
    }
    await found({ path, depth: open.length, isDirectory: false, size, ownSize: size, timeMs });
  }

  #isExcluded(path: string): boolean {
    if (this.#rules.excluded.length === 0) return false;
    const parts = path.split("/");
    const tails = parts.map((_, index) => parts.slice(index).join("/"));
    return this.#rules.excluded.some((pattern) => tails.some((tail) => pattern.matches(tail)));
  }

  async #statusAt(path: string, isOperand: boolean): Promise<FileStatus | undefined> {
    const { files } = this.#call;
    const { followsAll, followsOperands } = this.#rules;
    try {
      const status = files.lstat(path);
      if (!isLink(status) || !(followsAll || (isOperand && (followsOperands || path.endsWith("/"))))) return status;
      const target = statusOf(files, path);
      if (!target) throw new SystemError("ENOENT");
      return target;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#call.complain(`cannot access ${quoteAlways(path)}: ${error.message}`);
      return undefined;
    }
  }

  async #entriesOf(path: string): Promise<string[]> {
    try {
      return this.#call.files.readdir(path).map(({ name }) => name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await this.#call.complain(`cannot read directory ${quoteAlways(path)}: ${error.message}`);
      return [];
    }
  }

  #sizeOf(status: FileStatus): number {
    if (this.#rules.measure === "inodes") return 1;
    return this.#rules.measure === "content" ? status.size : diskBytes(status);
  }
}
