import type { MaybePromise } from "../../kernel/description.ts";
import { encodedLength } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { folderOf } from "../program/file-kinds.ts";
import { runChild } from "./child.ts";
import type { CommandLine } from "./command-line-reader.ts";
import type { FindRun } from "./find-run.ts";
import type { FoundFile } from "./found-file.ts";
import { lastPartOf } from "./path-parts.ts";

/** What a command line may have, with an end for each argument. */
const MAX_BYTES = 128 * 1024;

/** A command that takes as many files at once as fit. */
export class Commands {
  readonly #run: FindRun;
  readonly #line: CommandLine;
  readonly #initialBytes: number;
  #paths: string[] = [];
  #bytes = 0;
  /** Where those files are, if it is to run there. */
  #folder: string | undefined;

  /** @throws Failure */
  constructor(run: FindRun, line: CommandLine) {
    this.#run = run;
    this.#line = line;
    this.#initialBytes = line.args.reduce((sum, arg) => sum + encodedLength(arg) + 1, -3);
    if (this.#initialBytes > MAX_BYTES) throw new Failure("cannot fit single argument within argument list size limit");
  }

  /** @returns true, as soon as there is room for it */
  add(file: FoundFile): MaybePromise<boolean> {
    const folder = this.#line.runsInFolder ? folderOf(file.path) : undefined;
    const path = folder === undefined ? file.path : pathInFolder(file.path);
    const bytes = encodedLength(path) + 1;
    if (folder === this.#folder && this.#initialBytes + this.#bytes + bytes <= MAX_BYTES)
      return this.#take(path, bytes, folder);
    return this.finish().then(() => this.#take(path, bytes, folder));
  }

  #take(path: string, bytes: number, folder: string | undefined): true {
    this.#folder = folder;
    this.#paths.push(path);
    this.#bytes += bytes;
    return true;
  }

  /** Runs it for the files that wait. */
  async finish(): Promise<void> {
    if (this.#paths.length === 0) return;
    const args = this.#line.args.flatMap((arg) => (arg === "{}" ? this.#paths : [arg]));
    this.#paths = [];
    this.#bytes = 0;
    const cwd = this.#folder === undefined ? undefined : this.#run.files.realpath(this.#folder);
    if (!(await runChild(this.#run, args, { cwd, hasInput: true }))) this.#run.call.status = 1;
  }
}

/** A file as its folder knows it, never to be taken for an option. */
export function pathInFolder(path: string): string {
  const last = lastPartOf(path);
  return last === "/" ? last : `./${last}`;
}
