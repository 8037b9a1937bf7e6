import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { startShell, statusOfChild } from "../program/shell-children.ts";
import { AwkError } from "./awk-error.ts";
import { OutputStream } from "./output-stream.ts";
import { RecordReader } from "./record-reader.ts";

const FIRST_FD = 3;

/** A command that is both printed to and read from: `|&`. */
export class Coprocess {
  readonly #process: Process;
  readonly #kernel: Kernel;
  readonly #child: Process;
  #output: OutputStream | undefined;
  #input: RecordReader | undefined;

  constructor(process: Process, kernel: Kernel, command: string, asBytes: boolean) {
    this.#process = process;
    this.#kernel = kernel;
    const [to, from] = [kernel.pipe(), kernel.pipe()];
    this.#child = startShell(
      process,
      kernel,
      command,
      { fd: 0, description: to.readEnd },
      { fd: 1, description: from.writeEnd },
    );
    const options = { minFd: FIRST_FD, closeOnExec: true };
    this.#output = new OutputStream(process, process.descriptors.add(to.writeEnd, options), false);
    this.#input = new RecordReader(process, process.descriptors.add(from.readEnd, options), asBytes);
  }

  get openOutput(): OutputStream | undefined {
    return this.#output;
  }

  get isClosed(): boolean {
    return !this.#output && !this.#input;
  }

  /** @throws AwkError */
  output(): OutputStream {
    if (!this.#output) throw new AwkError(`print: attempt to write to closed write end of two-way pipe`);
    return this.#output;
  }

  /** @throws AwkError */
  input(): RecordReader {
    if (!this.#input) throw new AwkError(`getline: attempt to read from closed read end of two-way pipe`);
    return this.#input;
  }

  /** @returns the status of the command where both ends are closed now */
  async close(end: "to" | "from" | undefined): Promise<number> {
    if (this.#output && end !== "from") {
      await this.#output.flush();
      this.#process.descriptors.close(this.#output.fd);
      this.#output = undefined;
    }
    if (this.#input && end !== "to") {
      this.#process.descriptors.close(this.#input.fd);
      this.#input = undefined;
    }
    return this.isClosed ? statusOfChild(this.#process, this.#kernel, this.#child.pid) : 0;
  }
}
