import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { OutputFile, PANIC } from "./output-file.ts";

const PERMISSIONS = 0o7777;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TRIES = 100;

/** A file that is being written beside the one it will replace. */
export interface InPlaceFile {
  readonly output: OutputFile;
  /** Puts it in the place of the other, of which a backup is kept if one is wanted. @throws Failure */
  finish(): Promise<void>;
  /** Removes what was written: the other stays as it is. */
  discard(): void;
}

/** Files that get what is printed about them. */
export class InPlaceFiles {
  readonly #call: ProgramCall;
  readonly #suffix: string;
  readonly #followsLinks: boolean;
  readonly #lineEnd: string;

  constructor(call: ProgramCall, suffix: string, followsLinks: boolean, lineEnd: string) {
    this.#lineEnd = lineEnd;
    this.#call = call;
    this.#suffix = suffix;
    this.#followsLinks = followsLinks;
  }

  /** @throws Failure */
  begin(name: string): InPlaceFile {
    const { process, files } = this.#call;
    const { mode } = files.stat(name);
    if ((mode & S_IFMT) !== S_IFREG) throw new Failure(`couldn't edit ${name}: not a regular file`, PANIC);
    const target = this.#followsLinks ? files.realpath(name) : name;
    const { path, fd } = this.#makeBeside(target);
    const output = new OutputFile(process, fd, path, this.#lineEnd);
    return {
      output,
      finish: async () => {
        await output.flush();
        output.close();
        files.chmod(path, mode & PERMISSIONS);
        if (this.#suffix !== "") rename(files, target, backupOf(target, this.#suffix));
        rename(files, path, target);
      },
      discard: () => {
        output.close();
        files.unlink(path);
      },
    };
  }

  #makeBeside(target: string): { readonly path: string; readonly fd: number } {
    const { process, files, kernel } = this.#call;
    const folder = folderOf(target);
    for (let tries = 0; ; tries++) {
      const letters = Array.from(kernel.random(6), (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
      const path = `${folder}sed${letters}`;
      try {
        const description = files.open(path, { access: "write", create: true, exclusive: true }, 0o600);
        return { path, fd: process.descriptors.add(description) };
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        if (error.code === "EEXIST" && tries < TRIES) continue;
        const shown = folder === "" ? `./${path}` : path;
        throw new Failure(`couldn't open temporary file ${shown}: ${error.message}`, PANIC);
      }
    }
  }
}

/** With a slash behind it; "" for the current one. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The suffix behind the name, or, if it has any `*`, with the name in the place of each. */
function backupOf(target: string, suffix: string): string {
  const folder = folderOf(target);
  const base = target.slice(folder.length);
  const name = suffix.includes("*") ? suffix.replaceAll("*", () => base) : base + suffix;
  return name.includes("/") ? name : folder + name;
}

function rename(files: FileSystem, from: string, to: string): void {
  try {
    files.rename(from, to);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot rename ${from}: ${error.message}`, PANIC);
  }
}
