import { S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { encodedLength } from "../../web/encoding.ts";
import { isDirectoryAt, lastPart } from "../program/file-kinds.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { directoriesOf, directoryCount, isSafeName } from "./file-names.ts";
import type { NameKind, PatchHeader } from "./patch-header.ts";
import type { PatchCall } from "./patch-options.ts";

/** One of a patch's names, and the file that is called so. */
export interface NamedFile {
  readonly kind: NameKind;
  readonly name: string;
  readonly status: FileStatus | undefined;
}

const KINDS = ["old", "new", "index"] as const;

/** Chooses from the names of a header which file is meant. */
export class NameChoice {
  readonly #call: PatchCall;
  readonly #say: (text: string) => void;
  readonly #refused = new Set<string>();
  /** Those that count. */
  readonly files: readonly NamedFile[];

  constructor(
    call: PatchCall,
    { names }: PatchHeader,
    statusOf: (name: string) => FileStatus | undefined,
    say: (text: string) => void,
  ) {
    this.#call = call;
    this.#say = say;
    this.files = KINDS.flatMap((kind) => {
      const name = names[kind];
      return name === undefined ? [] : [{ kind, name, status: statusOf(name) }];
    });
  }

  /** Whether a name may be used; of those that may not it is told once. */
  isValid(name: string): boolean {
    if (this.#refused.has(name)) return false;
    if (isSafeName(name) || this.#call.process.cwd === "/") return true;
    this.#say(`Ignoring potentially dangerous file name ${quoteIfNeeded(name)}\n`);
    this.#refused.add(name);
    return false;
  }

  /** The first file that is there. */
  firstExisting(): NamedFile | undefined {
    return this.files.find(({ name, status }) => status && this.isValid(name));
  }

  /** The best file that is there. */
  bestExisting(): NamedFile | undefined {
    return this.#best(this.files.filter(({ status }) => status));
  }

  /** The best of the names for which the fewest directories have to be made. */
  bestNew(): NamedFile | undefined {
    const missing = this.files.map(({ name }) => directoryCount(name) - this.#existingDirectories(name));
    const fewest = Math.min(...missing);
    return this.#best(this.files.filter((_, index) => missing[index] === fewest));
  }

  #existingDirectories(name: string): number {
    const directories = directoriesOf(name);
    const missing = directories.findIndex((directory) => !isDirectoryAt(this.#call.files, directory));
    return missing < 0 ? directories.length : missing;
  }

  /** With the fewest directories, of these the shortest last part, of these the shortest as a whole. */
  #best(files: readonly NamedFile[]): NamedFile | undefined {
    let best = files;
    for (const measure of [directoryCount, (name: string) => encodedLength(lastPart(name)), encodedLength]) {
      const least = Math.min(...best.map(({ name }) => measure(name)));
      best = best.filter(({ name }) => measure(name) === least);
    }
    return best.find(({ name }) => this.isValid(name));
  }
}

/** Whether a file is of the type that a patch is for. */
export function isOfType({ mode }: FileStatus, type: number): boolean {
  return (mode & S_IFMT) === type;
}
