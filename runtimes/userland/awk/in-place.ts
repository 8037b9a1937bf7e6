import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { AwkError } from "./awk-error.ts";
import { type Steps, waitFor } from "./code.ts";
import type { Runtime } from "./runtime.ts";
import { isTrue } from "./values.ts";

const PERMISSIONS = 0o7777;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Where gawk's own library has the rule that does this. */
const PLACE = "inplace:59";

interface Edited {
  readonly name: string;
  readonly temporary: string;
  readonly status: FileStatus;
  /** Where the standard output went before. */
  readonly savedFd: number;
}

/** `-i inplace`: what is printed while a file is read replaces it. */
export class InPlace {
  readonly #runtime: Runtime;
  #edited: Edited | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    runtime.variables.cell("inplace::enable").value = 1;
  }

  /** Before the records of a file. */
  *begin(): Steps<void> {
    yield* this.end();
    const runtime = this.#runtime;
    runtime.place = PLACE;
    if (!isTrue(this.#value("inplace::enable"))) return;
    const name = runtime.text(this.#value("FILENAME"));
    if (name === "" || name === "-" || name.startsWith("/dev/")) {
      runtime.warn(`inplace::begin: disabling in-place editing for invalid FILENAME \`${name}'`);
      return;
    }
    const status = this.#statusOf(name);
    if (!status) return;
    yield* waitFor(runtime.files.stdout.flush());
    const { descriptors } = runtime.process;
    const temporary = this.#nameBeside(name);
    const description = this.#files.open(temporary, { access: "write", create: true, exclusive: true }, 0o600);
    const savedFd = descriptors.add(descriptors.get(1), { minFd: 3, closeOnExec: true });
    descriptors.set(1, description);
    this.#edited = { name, temporary, status, savedFd };
  }

  /** Behind them. @throws AwkError */
  *end(): Steps<void> {
    const edited = this.#edited;
    if (!edited) return;
    yield* waitFor(this.#runtime.files.stdout.flush());
    this.#restore(edited);
    const { name, temporary, status } = edited;
    const suffix = this.#suffix;
    try {
      this.#files.chmod(temporary, status.mode & PERMISSIONS);
      this.#files.chown(temporary, status.uid, status.gid);
      if (suffix !== "") this.#files.rename(name, name + suffix);
      this.#files.rename(temporary, name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new AwkError(`inplace::end: rename(\`${temporary}', \`${name}') failed (${error.message})`);
    }
  }

  /** The program has failed: the file stays as it is. */
  abandon(): void {
    const edited = this.#edited;
    if (!edited) return;
    this.#restore(edited);
    this.#files.unlink(edited.temporary);
  }

  get #files(): ReturnType<Runtime["kernel"]["filesOf"]> {
    return this.#runtime.kernel.filesOf(this.#runtime.process);
  }

  get #suffix(): string {
    const own = this.#runtime.text(this.#value("inplace::suffix"));
    return own !== "" ? own : this.#runtime.text(this.#value("INPLACE_SUFFIX"));
  }

  #restore({ savedFd }: Edited): void {
    const { descriptors } = this.#runtime.process;
    descriptors.set(1, descriptors.get(savedFd));
    descriptors.close(savedFd);
    this.#edited = undefined;
  }

  #value(name: string): ReturnType<Runtime["scalar"]> {
    return this.#runtime.scalar(this.#runtime.variables.cell(name).value, name);
  }

  /** @returns nothing after a warning */
  #statusOf(name: string): FileStatus | undefined {
    try {
      const status = this.#files.stat(name);
      if ((status.mode & S_IFMT) === S_IFREG) return status;
      this.#runtime.warn(`inplace::begin: \`${name}' is not a regular file`);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#runtime.warn(`inplace::begin: Cannot stat \`${name}' (${error.message})`);
    }
    return undefined;
  }

  #nameBeside(name: string): string {
    const bytes = this.#runtime.kernel.random(6);
    const letters = Array.from(bytes, (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
    return `${name.slice(0, name.lastIndexOf("/") + 1)}gawk.${letters}`;
  }
}
