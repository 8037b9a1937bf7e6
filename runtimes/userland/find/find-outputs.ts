import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/** How much text is held before it is written. */
const PAGE_LENGTH = 32 * 1024;

/** Something that text is printed to, in pages. */
export class FindOutput {
  readonly #process: Process;
  readonly #fd: number;
  readonly #name: string;
  /** What is said of it at the end, when it could not be written to. */
  readonly #ending: string;
  #text = "";

  constructor(process: Process, fd: number, name: string, ending = "") {
    this.#process = process;
    this.#fd = fd;
    this.#name = name;
    this.#ending = ending;
  }

  put(text: string): void {
    this.#text += text;
  }

  /** Whether it is time for {@link flush}. */
  get isFull(): boolean {
    return this.#text.length >= PAGE_LENGTH;
  }

  /** @throws Failure */
  async flush(): Promise<void> {
    if (this.#text === "") return;
    const bytes = encodeUtf8(this.#text);
    this.#text = "";
    try {
      await this.#process.write(this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const ending = this.#ending !== "" && error.code === "EBADF" ? `${this.#ending}: ${error.message}` : this.#ending;
      throw new Failure(`${quoted(this.#name)}: ${error.message}${ending}`);
    }
  }
}

/** Where one run prints to; each file is opened once. */
export class FindOutputs {
  readonly #call: ProgramCall;
  readonly stdout: FindOutput;
  readonly stderr: FindOutput;
  readonly #byName = new Map<string, FindOutput>();
  readonly #byInode = new Map<number, FindOutput>();
  #all: readonly FindOutput[];

  constructor(call: ProgramCall) {
    this.#call = call;
    this.stdout = new FindOutput(call.process, 1, "standard output", `\n${call.name}: write error`);
    this.stderr = new FindOutput(call.process, 2, "standard error");
    this.#byName.set("/dev/stdout", this.stdout);
    this.#byName.set("/dev/stderr", this.stderr);
    this.#all = [...this.#byName.values()];
  }

  /** @throws Failure */
  open(name: string): FindOutput {
    const known = this.#byName.get(name);
    if (known) return known;
    try {
      const output = this.#opened(name);
      this.#byName.set(name, output);
      this.#all = [...new Set(this.#byName.values())];
      return output;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${quoted(name)}: ${error.message}`);
    }
  }

  /** A file may have several names. @throws SystemError */
  #opened(name: string): FindOutput {
    const { process, files } = this.#call;
    const description = files.open(name, { access: "write", create: true, truncate: true }, 0o666);
    const fd = process.descriptors.add(description, { closeOnExec: true, minFd: 3 });
    if (description.kind !== "file") return new FindOutput(process, fd, name);
    const { ino } = description.status();
    const same = this.#byInode.get(ino);
    if (same) {
      process.descriptors.close(fd);
      return same;
    }
    const output = new FindOutput(process, fd, name);
    this.#byInode.set(ino, output);
    return output;
  }

  /** Whether it is time for {@link flush}. */
  get areFull(): boolean {
    for (const output of this.#all) if (output.isFull) return true;
    return false;
  }

  /** So that what is printed otherwise comes behind it. @throws Failure */
  async flushStandard(): Promise<void> {
    await this.stdout.flush();
    await this.stderr.flush();
  }

  /** @throws Failure */
  async flush(): Promise<void> {
    for (const output of this.#all) await output.flush();
  }
}
