import { ERRNO } from "../abi/preview1.ts";
import { type ChildRequest, NULL_DEVICE } from "../abi/program-processes.ts";
import {
  DESCRIPTOR_KINDS,
  DESCRIPTORS_ROOM,
  KINDS_ROOM,
  OPEN_ACCESS,
  PROGRAM_START,
  type ProgramHost,
  type ProgramRequest,
  SIGNALLED,
  STATUSES_ROOM,
  type SystemCallGuest,
  type SystemCallName,
} from "../abi/system-calls.ts";
import type { Description, MaybePromise } from "./description.ts";
import { suspend } from "./interruption.ts";
import type { Kernel } from "./kernel.ts";
import { type Process, ProcessEnded } from "./process.ts";
import { SIGNALS, type SignalName } from "./signals.ts";
import { SystemError, type SystemErrorCode } from "./system-error.ts";

/**
 * Has a program that is none of the userland's run in a process.
 * @param path of its file @param head the first bytes of that, one character a byte
 * @returns its exit code in the end; nothing for a file that is no program
 * @throws SystemError
 */
export type ForeignRunner = (process: Process, path: string, head: string) => Promise<number> | undefined;

interface Answer {
  readonly value: number;
  readonly bytes?: Uint8Array;
}

interface Running {
  readonly process: Process;
  readonly end: (exitCode: number) => void;
}

export interface ForeignProgramsOptions {
  readonly host: ProgramHost;
  /** When the call has to be over, in milliseconds since the epoch. */
  readonly deadlineMs: () => number;
  /** A fault of ours in a system call. */
  readonly onFault: (error: unknown) => void;
}

const DONE: Answer = { value: 0 };
const NO_SIGNAL = 0;
/** The exit code of a child whose exec failed, which nobody is told. */
const NOT_BEGUN = 127;
/** Beyond the descriptors that programs number themselves. */
const FIRST_FREE = 10;

/** The processes whose programs run in isolates of their own, and the system calls that the host makes for them. */
export class ForeignPrograms implements SystemCallGuest {
  readonly #options: ForeignProgramsOptions;
  readonly #running = new Map<number, Running>();
  /** Numbers of descriptions, by which the host sees that two descriptors share one. */
  readonly #numbers = new WeakMap<Description, number>();
  #lastNumber = 0;
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
    if (head.charCodeAt(0) !== 0) return undefined;
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
        if (begun === PROGRAM_START.begunIgnoringSigpipe) process.setDisposition("SIGPIPE", "ignore");
        return () => {
          this.#running.delete(pid);
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
        return () => this.#running.delete(process.pid);
      },
      "end",
    );
  }

  programEnded(pid: number, exitCode: number): void {
    const running = this.#running.get(pid);
    this.#running.delete(pid);
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
      const answer = this.#perform(process, name, a, b, payload);
      if (answer instanceof Promise) answer.then(succeed, fail);
      else succeed(answer);
    } catch (error) {
      fail(error);
    }
  }

  #perform(
    process: Process,
    name: SystemCallName,
    a: number,
    b: number,
    payload: string | ArrayBuffer,
  ): MaybePromise<Answer> {
    const { descriptors } = process;
    const kernel = this.#machine;
    switch (name) {
      case "read":
        return after(process.read(a, b), (bytes) => ({ value: bytes.length, bytes }));
      case "write":
        return after(process.write(a, new Uint8Array(payload as ArrayBuffer)), () => DONE);
      case "seek":
        return { value: descriptors.get(a).seek(b, payload as "set" | "current" | "end") };
      case "describe":
        return { value: this.#describe(descriptors.get(a)) };
      case "open": {
        const access = a === OPEN_ACCESS.read ? "read" : a === OPEN_ACCESS.both ? "both" : "write";
        const flags = { access, append: a === OPEN_ACCESS.append } as const;
        const file = kernel.filesOf(process).open(payload as string, flags, 0);
        if (b > 0) file.seek(b, "set");
        return { value: descriptors.add(file, { minFd: FIRST_FREE, closeOnExec: true }) };
      }
      case "readable":
        return after(descriptors.get(a).whenReadable?.(process.interruption), () => DONE);
      case "close":
        descriptors.close(a);
        return DONE;
      case "pipe": {
        const { readEnd, writeEnd } = kernel.pipe();
        const reading = descriptors.add(readEnd, { minFd: FIRST_FREE, closeOnExec: true });
        const writing = descriptors.add(writeEnd, { minFd: FIRST_FREE, closeOnExec: true });
        return { value: reading * DESCRIPTORS_ROOM + writing };
      }
      case "sleep":
        return kernel.sleep(process, a - kernel.now()).then(() => DONE);
      case "spawn":
        return this.#spawn(process, JSON.parse(payload as string) as ChildRequest);
      case "wait":
        return after(kernel.wait(process, a, { noHang: b === 1 }), (ended) => {
          if (!ended) return DONE;
          const { pid, status } = ended;
          const result = status.kind === "exited" ? status.code : SIGNALLED + SIGNALS[status.signal];
          return { value: pid * STATUSES_ROOM + result };
        });
      case "kill":
        // 0 is the group of whoever asks.
        kernel.kill(a === 0 ? -process.pgid : a, signalOf(b));
        return DONE;
    }
  }

  #describe(description: Description): number {
    let number = this.#numbers.get(description);
    if (number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(description, number);
    }
    return number * KINDS_ROOM + DESCRIPTOR_KINDS.indexOf(description.kind);
  }

  /** As fork and exec of a child, whose parent is told whether exec has succeeded. */
  #spawn(parent: Process, request: ChildRequest): Promise<Answer> {
    const kernel = this.#machine;
    return new Promise((resolve, reject) => {
      const child = kernel.fork(
        parent,
        (process) => {
          let begin: () => MaybePromise<number>;
          try {
            becomeChild(process, kernel, request);
            begin = kernel.load(process, request.path);
          } catch (error) {
            // Nobody else knows of the child, or waits for it.
            const reaped = Promise.resolve(kernel.wait(parent, process.pid));
            void reaped.then(
              () => reject(error),
              () => reject(error),
            );
            return NOT_BEGUN;
          }
          resolve({ value: process.pid });
          return begin();
        },
        request.isLeader ? { group: "own" } : {},
      );
      for (const signal of ["SIGPIPE", "SIGINT"] as const) child.setDisposition(signal, "default");
    });
  }
}

function becomeChild(process: Process, kernel: Kernel, { args, env, cwd, descriptors }: ChildRequest): void {
  process.args = args;
  process.env = new Map(Object.entries(env));
  process.cwd = cwd;
  const given = Object.entries(descriptors).map(([fd, from]) => {
    const isNull = from === NULL_DEVICE;
    const description = isNull ? kernel.files.open("/dev/null", { access: "both" }, 0) : process.descriptors.get(from);
    return [Number(fd), description] as const;
  });
  // Each is held by its old number until all have their new ones.
  const held = given.map(([, description]) => process.descriptors.add(description, { minFd: FIRST_FREE }));
  for (const fd of process.descriptors.numbers) if (!held.includes(fd)) process.descriptors.close(fd);
  for (const [fd, description] of given) process.descriptors.set(fd, description);
  for (const fd of held) if (!(fd in descriptors)) process.descriptors.close(fd);
}

function after<T>(value: MaybePromise<T>, answer: (value: T) => Answer): MaybePromise<Answer> {
  return value instanceof Promise ? value.then(answer) : answer(value);
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function signalOf(number: number): SignalName | undefined {
  if (number === NO_SIGNAL) return undefined;
  for (const name of Object.keys(SIGNALS) as SignalName[]) if (SIGNALS[name] === number) return name;
  throw new SystemError("EINVAL");
}

function errnoOf(code: SystemErrorCode): keyof typeof ERRNO {
  return code;
}
