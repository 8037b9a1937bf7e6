import { EXIT } from "../../../runtimes/abi/exit-codes.ts";
import { FDFLAGS } from "../../../runtimes/abi/preview1.ts";
import type { ProgramFiles } from "../../../runtimes/abi/program-files.ts";
import type { ProgramProcesses } from "../../../runtimes/abi/program-processes.ts";
import { OpenContents } from "../../volume/file-content.ts";
import { isDirectory } from "../../volume/memfs-tree.ts";
import type { PosixCode } from "../../volume/posix-error.ts";
import type { Volume } from "../../volume/volume.ts";
import { FOLLOW, walk } from "../../volume/walk.ts";
import type { Exited, Failed, ProgramIsolate } from "../program-isolate.ts";
import { ModuleError } from "../wasi/binary.ts";
import { CallContext } from "./call-context.ts";
import {
  type Descriptor,
  type DescriptorOf,
  DescriptorTable,
  DIRECTORY_RIGHTS,
  INHERITABLE_RIGHTS,
  OUTPUT_RIGHTS,
  STDIN_RIGHTS,
} from "./descriptors.ts";
import { type KernelProcess, ProgramEnded } from "./kernel-process.ts";
import { OutputLimitError, OutputSink } from "./output-sink.ts";
import { createProcessCalls } from "./process-calls.ts";
import { createProgramFiles } from "./program-files.ts";
import { CallPending } from "./system-call.ts";
import { WasiError } from "./wasi-error.ts";

/** A directory of the slot that a program sees from the start, and the name it knows it by. */
export interface Preopen {
  readonly name: string;
  readonly path: string;
}

/** What a process begins with. */
export interface ProcessEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Makes a program that runs by itself a process of a machine, which it has to be to start others. */
export type ProcessHost = (print: (stream: 1 | 2, bytes: Uint8Array) => void) => {
  readonly process: KernelProcess;
  /** Ends its children. @returns how the machine has ended the program itself, if it has */
  end(): HostedEnd | undefined;
};

/** How a machine ended the program that it was lent to. */
export type HostedEnd = Pick<ProgramResult, "exitCode" | "endedBy">;

/** What a program gets for one run, or for one call of a function it exports. */
export interface ProcessInput {
  readonly stdin: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly maxOutputBytes: number;
  /** Absent for one that can't start others. */
  readonly host?: ProcessHost | undefined;
}

/** A program for an interpreter, and what it is to run with. */
export interface InterpreterRequest {
  readonly volume: Volume;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a program ended. */
export type ProgramOutcome = Exited | Failed;

/** What became of an entry into a program. */
type Outcome = { readonly kind: "returned" } | ProgramOutcome;

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** What ended it, if it did not end by itself. */
  readonly endedBy: "timeout" | "memory" | "output" | undefined;
  /** A limit of the workspace it met. */
  readonly quotaError: PosixCode | undefined;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What runs a program asks this of its process. */
export interface ProgramControl {
  /** How long an entry into its isolate may take. */
  timeoutMs(): number;
  /** Whether the last thing that it did was to sleep. */
  waits(): boolean;
  /** Waits for that. @returns whether the program may go on: it has not been ended meanwhile */
  waitOnStack(): boolean;
}

/** A program as the host has it: what it has open, and what becomes of what it prints. */
export class Process implements ProgramControl {
  readonly files: ProgramFiles;
  readonly processes: ProgramProcesses;
  readonly #name: string;
  readonly #volume: Volume;
  readonly #contents = new OpenContents();
  readonly #stdin: DescriptorOf<"stdin">;
  #stdout = new OutputSink();
  #stderr = new OutputSink();
  readonly #heldBytes: () => number;
  readonly #kernel: KernelProcess | undefined;
  #host: ProcessHost | undefined;
  #hosted: ReturnType<ProcessHost> | undefined;
  #wasEnded = false;
  #deadlineMs = 0;
  #room = 0;
  #isOutOfTime = false;
  #quotaError: PosixCode | undefined;

  /** @throws ModuleError for a preopened directory that isn't there */
  constructor(
    name: string,
    volume: Volume,
    preopens: readonly Preopen[],
    { registers, window }: ProgramIsolate,
    cancel: Int32Array,
    kernel?: KernelProcess,
  ) {
    this.#name = name;
    this.#volume = volume;
    this.#kernel = kernel;
    if (kernel) kernel.onLeave = () => this.#contents.release();
    this.#stdin = { kind: "stdin", bytes: Buffer.alloc(0), offset: 0, flags: 0, rights: STDIN_RIGHTS, inheriting: 0n };
    const descriptors = new DescriptorTable();
    if (kernel) for (const fd of [0, 1, 2]) descriptors.add(standardStream(kernel, fd));
    else {
      descriptors.add(this.#stdin);
      descriptors.add(output(1, (bytes) => this.#printOwn(this.#stdout, bytes)));
      descriptors.add(output(2, (bytes) => this.#printOwn(this.#stderr, bytes)));
    }
    for (const preopen of preopens) descriptors.add(directory(volume, preopen));
    this.#heldBytes = () => descriptors.bytesWithoutName(volume.writer.tree);
    volume.writer.holders.add(this.#heldBytes);
    const context = new CallContext({
      contents: this.#contents,
      writer: volume.writer,
      descriptors,
      registers,
      window,
      cancel,
      kernel: () => this.#process,
      isProcess: () => (this.#kernel ?? this.#hosted) !== undefined,
      deadlineMs: () => this.#endMs,
      onOutOfTime: () => {
        this.#isOutOfTime = true;
      },
      onQuota: (code) => {
        this.#quotaError = code;
      },
    });
    this.files = createProgramFiles(context);
    this.processes = createProcessCalls(context);
  }

  /** @throws WasiError if it is no process, and can't become one */
  get #process(): KernelProcess {
    if (this.#kernel) return this.#kernel;
    if (!this.#host) throw new WasiError("ENOSYS");
    this.#hosted ??= this.#host((stream, bytes) => this.#printFromChild(stream, bytes));
    return this.#hosted.process;
  }

  #printFromChild(stream: 1 | 2, bytes: Uint8Array): void {
    try {
      this.#print(stream === 1 ? this.#stdout : this.#stderr, bytes);
    } catch (error) {
      if (!(error instanceof OutputLimitError)) throw error;
      this.#hosted?.process.end();
    }
  }

  /** Readies it for a run or a call. To be called before each. */
  begin({ stdin, deadlineMs, maxOutputBytes, host }: ProcessInput): void {
    this.#host = host;
    this.#stdin.bytes = stdin;
    this.#stdin.offset = 0;
    this.#stdout = new OutputSink();
    this.#stderr = new OutputSink();
    this.#deadlineMs = deadlineMs;
    this.#room = maxOutputBytes;
    this.#isOutOfTime = false;
    this.#quotaError = undefined;
    // Since it was last called, others may have taken names from files it has open.
    this.#volume.writer.countHeldBytes();
  }

  /** To be called before a program that has waited goes on: others may have taken names from files it has open. */
  resume(): void {
    this.#kernel?.goOn();
    this.#volume.writer.countHeldBytes();
  }

  get #endMs(): number {
    return this.#kernel?.deadlineMs ?? this.#deadlineMs;
  }

  /** Whether the last thing that it did was to sleep. */
  waits(): boolean {
    return (this.#kernel ?? this.#hosted?.process)?.isAsleep === true;
  }

  /** Whether it is one of a machine's processes, and so can wait for others. */
  get isProcess(): boolean {
    return (this.#kernel ?? this.#hosted) !== undefined;
  }

  waitOnStack(): boolean {
    try {
      this.#process.waitOnStack();
      return true;
    } catch (error) {
      if (!(error instanceof ProgramEnded)) throw error;
      return false;
    }
  }

  /** How long the isolate may take: past the deadline by a little, so that whoever looks at the clock next finds it passed. */
  timeoutMs(): number {
    return Math.min(Math.max(1, Math.ceil(this.#endMs - Date.now()) + 1), MAX_TIMEOUT_MS);
  }

  /** Whether its machine has ended it, as the last {@link result} tells. */
  get wasEnded(): boolean {
    return this.#wasEnded;
  }

  /** What a run or call has come to. To be called once after each {@link begin}. */
  result(outcome: Outcome): ProgramResult {
    const ended = this.#hosted?.end();
    this.#wasEnded = ended !== undefined;
    this.#hosted = undefined;
    // The bytes of files it has open are now part of what the main thread is sent.
    this.#contents.release();
    // First what the host decided: a program may catch what unwinds it, and leave as it likes.
    if (this.#room < 0) return this.#result(EXIT.killed, "output");
    if (this.#isOutOfTime) return this.#result(EXIT.timedOut, "timeout");
    if (ended) return this.#result(ended.exitCode, ended.endedBy);
    if (outcome.kind === "returned") return this.#result(EXIT.success);
    if (outcome.kind === "exited") return this.#result(outcome.code & 0xff);
    if (outcome.kind === "trapped" && outcome.isOutOfMemory) return this.#result(EXIT.killed, "memory");
    if (outcome.kind === "trapped") {
      this.#complain(`${this.#name}: ${outcome.message}\n`);
      return this.#result(EXIT.aborted);
    }
    return outcome.reason === "timeout" ? this.#result(EXIT.timedOut, "timeout") : this.#result(EXIT.killed, "memory");
  }

  /** Closes what the program had open. To be called when it is gone. */
  close(): void {
    this.#volume.writer.holders.delete(this.#heldBytes);
    this.#volume.writer.countHeldBytes();
  }

  #result(exitCode: number, endedBy?: ProgramResult["endedBy"]): ProgramResult {
    const [stdout, stderr] = [this.#stdout.bytes(), this.#stderr.bytes()];
    return { exitCode, stdout, stderr, endedBy, quotaError: this.#quotaError };
  }

  #complain(text: string): void {
    if (!this.#kernel) this.#stderr.add(Buffer.from(text));
    else if (!this.#kernel.isEnded) complain(this.#kernel, text);
  }

  /** What an interpreter says of being unwound is not printed. */
  #printOwn(sink: OutputSink, bytes: Uint8Array): void {
    if (!this.#hosted?.process.isEnded) this.#print(sink, bytes);
  }

  #print(sink: OutputSink, bytes: Uint8Array): void {
    sink.add(bytes.subarray(0, Math.max(0, this.#room)));
    this.#room -= bytes.length;
    if (this.#room < 0) throw new OutputLimitError();
  }
}

/** One of the descriptors 0 to 2, which may be anything, or closed. */
function standardStream(process: KernelProcess, fd: number): Descriptor {
  return { kind: "kernel", process, fd, flags: 0, rights: STDIN_RIGHTS | OUTPUT_RIGHTS, inheriting: 0n };
}

/** Says something on the standard error stream of a process, if there is anybody to hear it. */
export function complain(process: KernelProcess, text: string): void {
  try {
    process.stream(2).write(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof WasiError || error instanceof CallPending || error instanceof ProgramEnded)) throw error;
  }
}

function output(fd: 1 | 2, write: (bytes: Uint8Array) => void): Descriptor {
  return { kind: "output", fd, write, flags: FDFLAGS.append, rights: OUTPUT_RIGHTS, inheriting: 0n };
}

function directory(volume: Volume, { name, path }: Preopen): Descriptor {
  const { link } = walk(volume.writer.roots, path, FOLLOW.always);
  if (!link || !isDirectory(link)) throw new ModuleError(`its directory ${name} (${path}) is not there`);
  const rights = { rights: DIRECTORY_RIGHTS, inheriting: INHERITABLE_RIGHTS };
  return { kind: "directory", link, preopenName: name, flags: 0, ...rights };
}
