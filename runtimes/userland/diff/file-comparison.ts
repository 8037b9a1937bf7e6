import { SystemError } from "../../kernel/system-error.ts";
import { compareText } from "../../web/collation.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory, isLink, joined, kindName, lastPart, withoutSlashes } from "../program/file-kinds.ts";
import { type ComparedFile, fileNamed, isRegular, isSameFile, missing, type Pair } from "./compared-file.ts";
import { compareContents, printsAll, shownName } from "./content-comparison.ts";
import type { DiffCall } from "./diff-options.ts";
import type { DiffSettings } from "./diff-settings.ts";
import { DIFFERENT, SAME, TROUBLE } from "./diff-status.ts";
import { namesIn, pairsOf } from "./directory-pairs.ts";

/** Compares files and directories by their names. */
export class FileComparison {
  readonly #call: DiffCall;
  readonly #settings: DiffSettings;

  constructor(call: DiffCall, settings: DiffSettings) {
    this.#call = call;
    this.#settings = settings;
  }

  /** Two operands. @returns the status */
  async compare(first: string, second: string): Promise<number> {
    const stated = [fileNamed(this.#call, first, true), fileNamed(this.#call, second, true)] as const;
    let pair: Pair = [this.#orMissing(stated[0], stated[1], 0), this.#orMissing(stated[1], stated[0], 1)];
    if (await this.#complainOfErrors(pair)) return TROUBLE;
    if (isDirectory(pair[0].status) !== isDirectory(pair[1].status)) {
      pair = isDirectory(pair[0].status)
        ? [this.#inDirectory(pair[0], pair[1]), pair[1]]
        : [pair[0], this.#inDirectory(pair[1], pair[0])];
      if (await this.#complainOfErrors(pair)) return TROUBLE;
    }
    return this.#pair(pair, []);
  }

  /** With -N, a file that is not there, or has no permissions and no content, is taken for an empty one. */
  #orMissing(file: ComparedFile, other: ComparedFile, side: 0 | 1): ComparedFile {
    const { has } = this.#settings;
    if (!has("new-file") && !(side === 0 && has("unidirectional-new-file"))) return file;
    const isHusk = !file.error && isRegular(file) && (file.status.mode & 0o777) === 0 && file.status.size === 0;
    const isAbsent = file.error?.code === "ENOENT" || file.error?.code === "EBADF";
    return isHusk || (isAbsent && !other.error) ? missing(file.name, other) : file;
  }

  async #complainOfErrors(pair: Pair): Promise<boolean> {
    let hasError = false;
    for (const { name, error } of pair) {
      if (!error) continue;
      hasError = true;
      await this.#call.complain(`${name}: ${error.message}`);
    }
    return hasError;
  }

  /** The file of a directory that is called as another file. @throws Failure */
  #inDirectory({ name }: ComparedFile, other: ComparedFile): ComparedFile {
    if (other.name === "-") throw new Failure("cannot compare '-' to a directory");
    const wanted = lastPart(other.name);
    const found = this.#ignoresNameCase ? this.#alike(name, wanted) : wanted;
    return fileNamed(this.#call, joined(withoutSlashes(name), found), true);
  }

  get #ignoresNameCase(): boolean {
    const { options } = this.#call;
    return options.last("ignore-file-name-case", "no-ignore-file-name-case") === "ignore-file-name-case";
  }

  #alike(directory: string, wanted: string): string {
    const names = namesIn(this.#call, directory, this.#settings.excluded);
    return names.includes(wanted)
      ? wanted
      : (names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? wanted);
  }

  /** @param parents the directories that they are in, the outermost first */
  async #pair(pair: Pair, parents: readonly Pair[]): Promise<number> {
    const status = await this.#difference(pair, parents);
    if (status === SAME && this.#settings.has("report-identical-files") && !isDirectory(pair[0].status))
      this.#say(
        `Files ${shownName(this.#settings, pair, 0)} and ${shownName(this.#settings, pair, 1)} are identical\n`,
      );
    await this.#call.output.flush();
    return status;
  }

  async #difference(pair: Pair, parents: readonly Pair[]): Promise<number> {
    const [a, b] = pair;
    if (a.isMissing && b.isMissing) return SAME;
    if (isSameFile(a, b) && !printsAll(this.#settings)) return SAME;
    if (isDirectory(a.status) && isDirectory(b.status)) return this.#directories(pair, parents);
    const parent = parents.at(-1);
    const isComparable = (file: ComparedFile): boolean => isRegular(file) || isLink(file.status);
    if (isDirectory(a.status) || isDirectory(b.status) || (parent && !(isComparable(a) && isComparable(b)))) {
      if ((a.isMissing || b.isMissing) && parent) return this.#sayOnly(parent, a.isMissing ? 1 : 0, lastPart(a.name));
      return this.#sayKinds(pair);
    }
    if (isLink(a.status) || isLink(b.status)) return this.#links(pair);
    return await compareContents(this.#call, this.#settings, pair, parent !== undefined);
  }

  async #directories(pair: Pair, parents: readonly Pair[]): Promise<number> {
    const [a, b] = pair;
    const { style, has, excluded } = this.#settings;
    if (style === "groups") throw new Failure("-D option not supported with directories");
    if (parents.length > 0 && !has("recursive")) {
      if (a.isMissing || b.isMissing)
        return this.#sayOnly(parents.at(-1) ?? pair, a.isMissing ? 1 : 0, lastPart(a.name));
      this.#say(`Common subdirectories: ${a.name} and ${b.name}\n`);
      return SAME;
    }
    const loops = ([0, 1] as const).filter((side) =>
      parents.some((parent) => parent[side].status.ino === pair[side].status.ino && !pair[side].isMissing),
    );
    if (pair.every(({ isMissing }, side) => isMissing || loops.some((looping) => looping === side))) {
      await this.#call.complain(`${pair[a.isMissing ? 1 : 0].name}: recursive directory loop`);
      return TROUBLE;
    }
    const names: string[][] = [];
    let status = SAME;
    for (const { name, isMissing } of pair) {
      try {
        names.push(isMissing ? [] : namesIn(this.#call, name, excluded));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await this.#call.complain(`${name}: ${error.message}`);
        status = TROUBLE;
      }
    }
    const [left, right] = names;
    if (status !== SAME || !left || !right) return status;
    const start = parents.length === 0 ? this.#call.options.value("starting-file") : undefined;
    for (const entry of pairsOf(left, right, this.#ignoresNameCase ? compareFolded : compareText, start)) {
      await this.#call.process.checkpoint();
      status = Math.max(status, await this.#entry(entry, pair, parents));
    }
    return status;
  }

  /** What is in one or both of two directories. */
  async #entry(
    [left, right]: readonly [string | undefined, string | undefined],
    directories: Pair,
    parents: readonly Pair[],
  ): Promise<number> {
    const { has } = this.#settings;
    const name = left ?? right ?? "";
    const isTaken = has("new-file") || (has("unidirectional-new-file") && right !== undefined);
    if ((left === undefined || right === undefined) && !isTaken)
      return this.#sayOnly(directories, left === undefined ? 1 : 0, name);
    const pathOf = (side: 0 | 1, own: string | undefined): string =>
      joined(withoutSlashes(directories[side].name), own ?? name);
    const stated = [
      fileNamed(this.#call, pathOf(0, left), left !== undefined),
      fileNamed(this.#call, pathOf(1, right), right !== undefined),
    ] as const;
    const [a, b] = [this.#inPair(stated[0], stated[1], 0), this.#inPair(stated[1], stated[0], 1)];
    if (await this.#complainOfErrors([a, b])) return TROUBLE;
    return this.#pair([a, b], [...parents, directories]);
  }

  #inPair(file: ComparedFile, other: ComparedFile, side: 0 | 1): ComparedFile {
    if (file.isMissing) return missing(file.name, other);
    return file.error ? file : this.#orMissing(file, other, side);
  }

  #sayOnly(directories: Pair, side: 0 | 1, name: string): number {
    this.#say(`Only in ${directories[side].name}: ${name}\n`);
    return DIFFERENT;
  }

  #sayKinds(pair: Pair): number {
    const [a, b] = pair.map(({ status }) => kindName(status));
    this.#say(
      `File ${shownName(this.#settings, pair, 0)} is a ${a} while file ${shownName(this.#settings, pair, 1)} is a ${b}\n`,
    );
    return DIFFERENT;
  }

  async #links(pair: Pair): Promise<number> {
    const [a, b] = pair;
    if (!isLink(a.status) || !isLink(b.status)) return this.#sayKinds(pair);
    if (this.#call.files.readlink(a.name) === this.#call.files.readlink(b.name)) return SAME;
    this.#say(`Symbolic links ${a.name} and ${b.name} differ\n`);
    return DIFFERENT;
  }

  #say(text: string): void {
    this.#call.output.putText(text);
  }
}

/** Without regard to case. */
function compareFolded(a: string, b: string): number {
  return compareText(a.toLowerCase(), b.toLowerCase());
}
