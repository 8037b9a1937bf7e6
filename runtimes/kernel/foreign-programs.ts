import { executableIn } from "../abi/executables.ts";
import { ERRNO } from "../abi/preview1.ts";
import {
  PROGRAM_START,
  type ProgramHost,
  type ProgramRequest,
  type SystemCallGuest,
  type SystemCallName,
} from "../abi/system-calls.ts";
import { type Answer, ForeignCalls } from "./foreign-calls.ts";
import { suspend } from "./interruption.ts";
import type { Kernel } from "./kernel.ts";
import { type Process, ProcessEnded } from "./process.ts";
import { SystemError, type SystemErrorCode } from "./system-error.ts";

const WASM_MAGIC = "\0asm";

/**
 * Has a program that is none of the userland's run in a process.
 * @param path of its file @param head the first bytes of that, one character a byte
 * @returns its exit code in the end; nothing for a file that is no program
 * @throws SystemError
 */
export type ForeignRunner = (process: Process, path: string, head: string) => Promise<number> | undefined;

interface Running {
  readonly process: Process;
  readonly end: (exitCode: number) => void;
}

export interface ForeignProgramsOptions {
  readonly host: ProgramHost;
  /** When the call has to be over, in milliseconds since the epoch. */
  readonly deadlineMs: () => number;
  /** A program has been begun, or the last one has ended: see {@link ForeignPrograms.areRunning}. */
  readonly onChange?: () => void;
  /** A fault of ours in a system call. */
  readonly onFault: (error: unknown) => void;
}

/** The processes whose programs run in isolates of their own, and the system calls that the host makes for them. */
export class ForeignPrograms implements SystemCallGuest {
  readonly #options: ForeignProgramsOptions;
  readonly #running = new Map<number, Running>();
  readonly #calls = new ForeignCalls(() => this.#machine);
  #kernel: Kernel | undefined;

  constructor(options: ForeignProgramsOptions) {
    this.#options = options;
  }

  /** The kernel can be made when this is there, and this works when that is. */
  set kernel(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get #machine(): Kernel {
    if (!this.#kernel) throw new Error("the machine has no kernel yet");
    return this.#kernel;
  }

  /** Whether programs run that may change the slot's files. */
  get areRunning(): boolean {
    return this.#running.size > 0;
  }

  readonly run: ForeignRunner = (process, path, head) => {
    // Marks of runtimes and WebAssembly modules both begin with a NUL, text doesn't.
    if (!head.startsWith(WASM_MAGIC) && executableIn(head)?.kind !== "runtime") return undefined;
    const request: ProgramRequest = {
      path,
      args: process.args,
      env: Object.fromEntries(process.env),
      cwd: process.cwd,
      deadlineMs: Math.min(this.#options.deadlineMs(), process.foreignDeadlineMs),
    };
    const { host } = this.#options;
    const begun = host.startProgram(process.pid, JSON.stringify(request));
    if (begun === PROGRAM_START.notAProgram) return undefined;
    if (begun === PROGRAM_START.tooLong) throw new SystemError("E2BIG");
    if (begun === PROGRAM_START.noMemory) throw new SystemError("ENOMEM");
    if (begun < 0) throw new SystemError("EAGAIN");
    const { pid } = process;
    return suspend<number>(
      process.interruption,
      (resume) => {
        this.#running.set(pid, { process, end: resume });
        this.#options.onChange?.();
        if (begun === PROGRAM_START.begunIgnoringSigpipe) process.setDisposition("SIGPIPE", "ignore");
        return () => {
          this.#running.delete(pid);
          this.#options.onChange?.();
          host.endProgram(pid);
        };
      },
      "end",
    );
  };

  /** Makes a process that of a program which runs already. @returns its exit code in the end */
  adopt(process: Process): Promise<number> {
    // Its group may be interrupted; its program itself is interrupted by its runtime.
    process.setDisposition("SIGINT", "ignore");
    return suspend<number>(
      process.interruption,
      (resume) => {
        this.#running.set(process.pid, { process, end: resume });
        this.#options.onChange?.();
        return () => this.#running.delete(process.pid);
      },
      "end",
    );
  }

  programEnded(pid: number, exitCode: number): void {
    const running = this.#running.get(pid);
    this.#running.delete(pid);
    this.#options.onChange?.();
    running?.end(exitCode);
  }

  systemCall(
    id: number,
    pid: number,
    name: SystemCallName,
    a: number,
    b: number,
    payload: string | ArrayBuffer = "",
  ): void {
    const process = this.#running.get(pid)?.process;
    if (!process) return;
    const { host } = this.#options;
    const succeed = ({ value, bytes }: Answer): void =>
      bytes ? host.answer(id, ERRNO.SUCCESS, value, ownBuffer(bytes)) : host.answer(id, ERRNO.SUCCESS, value);
    const fail = (error: unknown): void => {
      if (error instanceof SystemError) host.answer(id, ERRNO[errnoOf(error.code)], 0);
      else if (!(error instanceof ProcessEnded)) this.#options.onFault(error);
    };
    try {
      const answer = this.#calls.perform(process, name, a, b, payload);
      if (answer instanceof Promise) answer.then(succeed, fail);
      else succeed(answer);
    } catch (error) {
      fail(error);
    }
  }
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function errnoOf(code: SystemErrorCode): keyof typeof ERRNO {
  return code;
}
