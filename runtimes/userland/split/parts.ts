import type { Description } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { launch } from "../launch.ts";
import { Failure } from "../program/failure.ts";
import type { ProgramCall } from "../program/program.ts";
import { quoteAlways, quoteIfNeeded } from "../program/quoting.ts";
import { type Naming, nameOf } from "./names.ts";

/** The files that are made, one after the other, or the commands that get what would be in them. */
export class Parts {
  readonly #call: ProgramCall;
  readonly #naming: Naming;
  readonly #filter: string | undefined;
  #index = 0;
  #fd: number | undefined;
  #child: Process | undefined;

  constructor(call: ProgramCall, naming: Naming, filter?: string) {
    this.#call = call;
    this.#naming = naming;
    this.#filter = filter;
    // A command needn't read all that it is given.
    if (filter !== undefined) call.process.setDisposition("SIGPIPE", "ignore");
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.begin();
    if (this.#fd === undefined || bytes.length === 0) return;
    try {
      await this.#call.process.write(this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EPIPE" || this.#filter === undefined) throw error;
    }
  }

  /** Makes the next file, if none is written now. */
  begin(): void {
    if (this.#fd !== undefined) return;
    const name = nameOf(this.#index++, this.#naming);
    this.#fd = this.#call.process.descriptors.add(
      this.#filter === undefined ? this.#open(name) : this.#start(name, this.#filter),
    );
  }

  /** Ends the file that is written, if there is one. @throws Failure if a command failed */
  async close(): Promise<void> {
    const child = this.#child;
    this.release();
    this.#child = undefined;
    if (!child) return;
    const ended = await this.#call.kernel.wait(this.#call.process, child.pid);
    const name = nameOf(this.#index - 1, this.#naming);
    const status = ended?.status;
    const from = `from command: ${this.#filter}`;
    if (status?.kind === "signalled" && status.signal !== "SIGPIPE")
      throw new Failure(`with FILE=${name}, signal ${SIGNALS[status.signal]} ${from}`);
    if (status?.kind === "exited" && status.code !== 0)
      throw new Failure(`with FILE=${name}, exit ${status.code} ${from}`, status.code);
  }

  /** Lets go of what is written, whatever becomes of it. */
  release(): void {
    if (this.#fd !== undefined) this.#call.process.descriptors.close(this.#fd);
    this.#fd = undefined;
  }

  #open(name: string): Description {
    if (this.#call.options.has("verbose")) this.#call.output.putText(`creating file ${quoteAlways(name)}\n`);
    try {
      return this.#call.files.open(name, { access: "write", create: true, truncate: true }, 0o666);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${name}: ${error.message}`);
    }
  }

  #start(name: string, command: string): Description {
    const { kernel, process } = this.#call;
    if (this.#call.options.has("verbose")) this.#call.output.putText(`executing with FILE=${quoteIfNeeded(name)}\n`);
    const { readEnd, writeEnd } = kernel.pipe();
    const shell = process.env.get("SHELL") ?? "/bin/sh";
    this.#child = kernel.fork(process, async (own) => {
      own.setDisposition("SIGPIPE", "default");
      own.env.set("FILE", name);
      return launch(own, kernel, [shell, "-c", command]);
    });
    this.#child.descriptors.set(0, readEnd);
    return writeEnd;
  }
}
