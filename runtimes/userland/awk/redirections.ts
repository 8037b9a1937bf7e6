import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { startShell, statusOfChild } from "../program/shell-children.ts";
import { AwkError } from "./awk-error.ts";
import { type Steps, waitFor } from "./code.ts";
import { Coprocess } from "./coprocess.ts";
import { OutputStream } from "./output-stream.ts";
import { RecordReader } from "./record-reader.ts";
import type { GetlineNode, Redirection } from "./tree.ts";

interface Open<Stream> {
  readonly stream: Stream;
  readonly child: Process | undefined;
}

/** What a program prints to and reads from, beside its input: each under its name until it is closed. */
export class Redirections {
  readonly #process: Process;
  readonly #kernel: Kernel;
  readonly #asBytes: boolean;
  readonly #outputs = new Map<string, Open<OutputStream>>();
  readonly #inputs = new Map<string, Open<RecordReader>>();
  readonly #coprocesses = new Map<string, Coprocess>();
  readonly stdout: OutputStream;
  readonly #stderr: OutputStream;

  constructor(process: Process, kernel: Kernel, asBytes: boolean) {
    this.#asBytes = asBytes;
    this.#process = process;
    this.#kernel = kernel;
    this.stdout = new OutputStream(process, 1, true);
    this.#stderr = new OutputStream(process, 2, false);
  }

  /** @throws AwkError */
  output(kind: Redirection["kind"], name: string): OutputStream {
    const known = this.#outputs.get(name);
    if (known) return known.stream;
    if (kind === "|&") return this.#coprocess(name).output();
    if (name === "") throw new AwkError(`expression for \`${kind}' redirection has null string value`);
    if (kind !== "|" && (name === "/dev/stdout" || name === "-")) return this.stdout;
    if (kind !== "|" && name === "/dev/stderr") return this.#stderr;
    const open = kind === "|" ? this.#pipeTo(name) : { stream: this.#create(name, kind === ">>"), child: undefined };
    this.#outputs.set(name, open);
    return open.stream;
  }

  /** @throws SystemError for a file that can't be opened */
  input(kind: Exclude<GetlineNode["from"], "input">, name: string): RecordReader {
    if (kind === "coprocess") return this.#coprocess(name).input();
    const known = this.#inputs.get(name);
    if (known) return known.stream;
    const open = kind === "command" ? this.#pipeFrom(name) : { stream: this.#read(name), child: undefined };
    this.#inputs.set(name, open);
    return open.stream;
  }

  /** Waits where more is held than should be. */
  *drain(): Steps<void> {
    yield* this.#wait(this.stdout);
    for (const { stream } of this.#outputs.values()) yield* this.#wait(stream);
    for (const { openOutput } of this.#coprocesses.values()) if (openOutput) yield* this.#wait(openOutput);
  }

  *#wait(stream: OutputStream): Steps<void> {
    if (stream.isFull) yield* waitFor(stream.flush());
    if (stream.hasFailed) throw stream.error;
  }

  /** Writes what is held for one, or for all. @returns whether there is one of that name */
  async flush(name?: string): Promise<boolean> {
    if (name === undefined) {
      await this.stdout.flush();
      for (const { stream } of this.#outputs.values()) await stream.flush();
      for (const { openOutput } of this.#coprocesses.values()) await openOutput?.flush();
      return true;
    }
    if (name === "/dev/stdout") await this.stdout.flush();
    else if (name !== "/dev/stderr") {
      const open = this.#outputs.get(name);
      if (!open) return this.#inputs.has(name) || this.#coprocesses.has(name);
      await open.stream.flush();
    }
    return true;
  }

  /** @returns the status of a command, 0 for a file, -1 if none is open */
  async close(name: string, end?: "to" | "from"): Promise<number> {
    let status = -1;
    const coprocess = this.#coprocesses.get(name);
    if (coprocess) {
      status = await coprocess.close(end);
      if (coprocess.isClosed) this.#coprocesses.delete(name);
    }
    if (end !== undefined) return status;
    const output = this.#outputs.get(name);
    if (output) {
      this.#outputs.delete(name);
      await output.stream.flush();
      this.#process.descriptors.close(output.stream.fd);
      status = await this.#end(output);
    }
    const input = this.#inputs.get(name);
    if (input) {
      this.#inputs.delete(name);
      if (input.stream.fd !== 0) this.#process.descriptors.close(input.stream.fd);
      status = await this.#end(input);
    }
    return status;
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#outputs.keys(), ...this.#inputs.keys(), ...this.#coprocesses.keys()])
      await this.close(name);
    await this.stdout.flush();
    if (this.stdout.hasFailed) throw this.stdout.error;
  }

  #coprocess(command: string): Coprocess {
    const known = this.#coprocesses.get(command);
    if (known) return known;
    if (command === "") throw new AwkError("expression for `|&' redirection has null string value");
    if (/^\/inet[46]?\//.test(command)) throw new AwkError(`${command}: networks are not supported here`);
    this.#flushFirst();
    const started = new Coprocess(this.#process, this.#kernel, command, this.#asBytes);
    this.#coprocesses.set(command, started);
    return started;
  }

  #end({ child }: Open<unknown>): Promise<number> | number {
    return child ? statusOfChild(this.#process, this.#kernel, child.pid) : 0;
  }

  #create(name: string, isAppended: boolean): OutputStream {
    const { descriptors } = this.#process;
    try {
      const flags = { access: "write", create: true, truncate: !isAppended, append: isAppended } as const;
      const description = this.#kernel.filesOf(this.#process).open(name, flags, 0o666);
      return new OutputStream(this.#process, descriptors.add(description, { minFd: 3, closeOnExec: true }), true);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new AwkError(`cannot redirect to \`${name}': ${error.message}`);
    }
  }

  /** What was printed before comes before what a command prints. */
  #flushFirst(): void {
    const flushing = this.stdout.flush();
    if (flushing) flushing.catch(() => undefined);
  }

  #pipeTo(command: string): Open<OutputStream> {
    this.#flushFirst();
    const { readEnd, writeEnd } = this.#kernel.pipe();
    const child = startShell(this.#process, this.#kernel, command, { fd: 0, description: readEnd });
    const fd = this.#process.descriptors.add(writeEnd, { minFd: 3, closeOnExec: true });
    return { stream: new OutputStream(this.#process, fd, true), child };
  }

  #pipeFrom(command: string): Open<RecordReader> {
    const { readEnd, writeEnd } = this.#kernel.pipe();
    const child = startShell(this.#process, this.#kernel, command, { fd: 1, description: writeEnd });
    const fd = this.#process.descriptors.add(readEnd, { minFd: 3, closeOnExec: true });
    return { stream: new RecordReader(this.#process, fd, this.#asBytes), child };
  }

  #read(name: string): RecordReader {
    if (name === "-" || name === "/dev/stdin") return new RecordReader(this.#process, 0, this.#asBytes);
    const description = this.#kernel.filesOf(this.#process).open(name, { access: "read" }, 0);
    const fd = this.#process.descriptors.add(description, { minFd: 3, closeOnExec: true });
    return new RecordReader(this.#process, fd, this.#asBytes);
  }
}
