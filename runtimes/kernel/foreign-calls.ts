import { type ChildRequest, NULL_DEVICE } from "../abi/program-processes.ts";
import {
  DESCRIPTOR_KINDS,
  DESCRIPTORS_ROOM,
  ENTRY_KINDS,
  KINDS_ROOM,
  OPEN_ACCESS,
  SIGNALLED,
  STATUS_NUMBERS,
  STATUSES_ROOM,
  type SystemCallName,
} from "../abi/system-calls.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import type { Description, MaybePromise } from "./description.ts";
import type { DirectoryEntry, Kernel } from "./kernel.ts";
import type { Process } from "./process.ts";
import { SIGNALS, type SignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";

const LETTERS = Object.fromEntries(Object.entries(ENTRY_KINDS).map(([letter, kind]) => [kind, letter])) as Record<
  DirectoryEntry["kind"],
  string
>;

/** What a system call came to. */
export interface Answer {
  readonly value: number;
  readonly bytes?: Uint8Array;
}

const DONE: Answer = { value: 0 };
const NO_SIGNAL = 0;
/** The exit code of a child whose exec failed, which nobody is told. */
const NOT_BEGUN = 127;
/** Beyond the descriptors that programs number themselves. */
const FIRST_FREE = 10;

/** The system calls that are made for programs of other runtimes; see SystemCallName. */
export class ForeignCalls {
  readonly #kernel: () => Kernel;
  /** Numbers of descriptions, by which the host sees that two descriptors share one. */
  readonly #numbers = new WeakMap<Description, number>();
  #lastNumber = 0;

  /** @param kernel asked at each call */
  constructor(kernel: () => Kernel) {
    this.#kernel = kernel;
  }

  /** @throws SystemError */
  perform(
    process: Process,
    name: SystemCallName,
    a: number,
    b: number,
    payload: string | ArrayBuffer,
  ): MaybePromise<Answer> {
    const { descriptors } = process;
    const kernel = this.#kernel();
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
      case "status": {
        const files = kernel.filesOf(process);
        const status = a === 1 ? files.stat(payload as string) : files.lstat(payload as string);
        const numbers = Float64Array.from(STATUS_NUMBERS, (name) => status[name]);
        return { value: 0, bytes: new Uint8Array(numbers.buffer) };
      }
      case "readlink":
        return { value: 0, bytes: encodeUtf8(kernel.filesOf(process).readlink(payload as string)) };
      case "list": {
        const entries = kernel.filesOf(process).readdir(payload as string);
        return { value: 0, bytes: encodeUtf8(entries.map(({ name, kind }) => `${LETTERS[kind]}${name}`).join("\0")) };
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
        return kernel.sleepUntil(process, a).then(() => DONE);
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
    const kernel = this.#kernel();
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

function signalOf(number: number): SignalName | undefined {
  if (number === NO_SIGNAL) return undefined;
  for (const name of Object.keys(SIGNALS) as SignalName[]) if (SIGNALS[name] === number) return name;
  throw new SystemError("EINVAL");
}
