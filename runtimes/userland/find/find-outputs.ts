import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { PagedText } from "../program/paged-text.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/** @param ending what is said at the end of an output that could not be written to */
function outputOf(process: Process, fd: number, name: string, ending = ""): FindOutput {
  return new PagedText(process, fd, (error) => {
    const reason = ending !== "" && error.code === "EBADF" ? `${ending}: ${error.message}` : ending;
    return new Failure(`${quoted(name)}: ${error.message}${reason}`);
  });
}

/** Something that text is printed to. */
export type FindOutput = PagedText;

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
    this.stdout = outputOf(call.process, 1, "standard output", `\n${call.name}: write error`);
    this.stderr = outputOf(call.process, 2, "standard error");
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
    if (description.kind !== "file") return outputOf(process, fd, name);
    const { ino } = description.status();
    const same = this.#byInode.get(ino);
    if (same) {
      process.descriptors.close(fd);
      return same;
    }
    const output = outputOf(process, fd, name);
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
