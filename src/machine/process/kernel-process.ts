import { ERRNO, type ErrnoName } from "../../../runtimes/abi/preview1.ts";
import { KINDS_ROOM, type SystemCallName } from "../../../runtimes/abi/system-calls.ts";
import { KernelStream } from "./kernel-stream.ts";
import { type Answer, CallPending, type SystemCall, type SystemCalls } from "./system-call.ts";
import { WasiError } from "./wasi-error.ts";

/** The kernel, as it is reached on behalf of programs. */
export interface KernelPort {
  begin(pid: number, name: SystemCallName, a: number, b: number, payload?: string | Uint8Array): SystemCall;
  /**
   * Lets others run, and time pass, until something is done.
   * @returns whether it is: not if all who could do it wait themselves, below on the stack
   */
  waitUntil(isDone: () => boolean): boolean;
  /** What programs of the machine have written that waits for room in pipes, outside of any isolate. */
  readonly waiting: { bytes: number };
  /** Whether others could run now: another program, whoever waits for a time that has come, or what else the worker serves. */
  readonly canOthersRun: boolean;
  /** Lets one of those run that could. */
  runAnother(): void;
  /** When the call that the machine serves has to be over, in milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** Whether the machine can still be entered: if not, its processes are ended. */
  readonly isUsable: boolean;
}

/** Unwinds a program whose process has been ended. */
export class ProgramEnded extends Error {
  override readonly name = "ProgramEnded";
}

const NAMES = new Map<number, ErrnoName>(Object.entries(ERRNO).map(([name, number]) => [number, name as ErrnoName]));

/** A process of the machine whose program runs in an isolate of its own, as the host sees it. */
export class KernelProcess implements SystemCalls {
  readonly pid: number;
  readonly #port: KernelPort;
  readonly #ownDeadlineMs: number;
  readonly waitsOnStack: boolean;
  /** By the numbers of their descriptions: two descriptors of one share a stream, so that what is printed stays in order. */
  readonly #streams = new Map<number, KernelStream>();
  readonly #streamsByFd = new Map<number, KernelStream>();
  #awaited: readonly SystemCall[] = [];
  #isAsleep = false;
  /** What the program has polled for, and was not so. */
  #interests: SystemCall[] = [];
  readonly #repeated = new Map<string, SystemCall>();
  #sleep: { readonly untilMs: number; readonly call: SystemCall } | undefined;
  #way: "kept" | "gives" | "given" = "kept";
  #hasLeft = false;
  #wasEnded = false;
  /** Called before others may see what the program has done. */
  onLeave = (): void => {};

  /** @param deadlineMs when its program is ended, whatever the call's deadline */
  constructor(pid: number, port: KernelPort, deadlineMs: number, waitsOnStack: boolean) {
    this.pid = pid;
    this.#port = port;
    this.#ownDeadlineMs = deadlineMs;
    this.waitsOnStack = waitsOnStack;
  }

  get deadlineMs(): number {
    return Math.min(this.#ownDeadlineMs, this.#port.deadlineMs);
  }

  get waiting(): { bytes: number } {
    return this.#port.waiting;
  }

  /** Whether a signal has ended it, or a limit that its machine has met. */
  get isEnded(): boolean {
    return this.#wasEnded || !(this.#hasLeft || this.#port.isUsable);
  }

  end(): void {
    this.#wasEnded = true;
  }

  /** Whether its program can go on: it waits for nothing that has not been answered. */
  get canGoOn(): boolean {
    return this.isEnded || this.#awaited.length === 0 || this.#awaited.some(({ answer }) => answer !== undefined);
  }

  /** Its program does not wait, as it was told to. */
  goOn(): void {
    this.#awaited = [];
    this.#isAsleep = false;
  }

  /** Whether the last thing that its program did was to sleep. One that polls is told to wait as well, and need not. */
  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** The stream of one of its descriptors. @throws WasiError EBADF */
  stream(fd: number): KernelStream {
    const known = this.#streamsByFd.get(fd);
    if (known) return known;
    const { value } = this.call("describe", fd);
    const number = Math.floor(value / KINDS_ROOM);
    const stream = this.#streams.get(number) ?? new KernelStream(this, fd, value % KINDS_ROOM);
    this.#streams.set(number, stream);
    this.#streamsByFd.set(fd, stream);
    return stream;
  }

  /** Closes one of its descriptors, when what is held back has gone out. */
  close(fd: number): void {
    // All that it had open is closed already.
    if (this.#hasLeft) return;
    this.flush();
    const stream = this.#streamsByFd.get(fd);
    this.#streamsByFd.delete(fd);
    if (stream && ![...this.#streamsByFd.values()].includes(stream))
      for (const [number, each] of this.#streams) if (each === stream) this.#streams.delete(number);
    this.call("close", fd);
  }

  /** It is a process no more, but its program goes on. */
  leave(): void {
    this.#hasLeft = true;
    this.#streams.clear();
    this.#streamsByFd.clear();
  }

  begin(name: SystemCallName, a = 0, b = 0, payload?: string | Uint8Array): SystemCall {
    this.assertRuns();
    this.onLeave();
    const call = this.#port.begin(this.pid, name, a, b, payload);
    this.assertRuns();
    return call;
  }

  call(name: SystemCallName, a = 0, b = 0, payload?: string | Uint8Array): Answer {
    return this.answerOf(this.begin(name, a, b, payload));
  }

  answerOf(call: SystemCall): Answer {
    if (!call.answer) this.waitFor([call]);
    const { answer } = call;
    if (!answer) throw new WasiError("EDEADLK");
    if (answer.errno !== ERRNO.SUCCESS) throw new WasiError(NAMES.get(answer.errno) ?? "EIO");
    return answer;
  }

  waitFor(calls: readonly SystemCall[]): void {
    this.#awaited = calls;
    if (this.canGoOn) return;
    throw new CallPending(calls);
  }

  /** Waits for what it was told to wait for. @throws WasiError EDEADLK */
  waitOnStack(): void {
    this.flush();
    if (this.#way === "gives") this.#port.runAnother();
    this.othersHaveRun();
    const isDone = this.canGoOn || this.#port.waitUntil(() => this.canGoOn);
    this.#awaited = [];
    this.assertRuns();
    if (!isDone) throw new WasiError("EDEADLK");
  }

  /**
   * To be called when the program has asked for what is not so yet, and does not wait for it: it may ask again and again, and
   * others have to run for it to become so. @throws CallPending each second time, if there are others
   */
  giveWay(): void {
    const gives = this.#way === "kept" && this.#port.canOthersRun;
    this.#way = gives ? "gives" : "kept";
    if (gives) throw new CallPending([]);
  }

  /** To be called when its program goes on after others. */
  othersHaveRun(): void {
    if (this.#way === "gives") this.#way = "given";
  }

  /** A call that may wait. Made again under the same key, it is the same call. @throws CallPending, WasiError */
  repeat(key: string, begin: () => SystemCall): Answer {
    const call = this.#repeated.get(key) ?? begin();
    this.#repeated.set(key, call);
    if (!call.answer) this.#interests.push(call);
    try {
      return this.answerOf(call);
    } finally {
      if (call.answer) this.#repeated.delete(key);
    }
  }

  /** Whether a descriptor can be read without waiting. If not, that ends the next sleep. */
  isReadable(fd: number): boolean {
    const call = this.stream(fd).whenReadable();
    if (call) this.#interests.push(call);
    return call === undefined;
  }

  /** Whether a descriptor can be written to without waiting, likewise. */
  isWritable(fd: number): boolean {
    const call = this.stream(fd).flush();
    if (call) this.#interests.push(call);
    return call === undefined;
  }

  /** Until then, or until something can be read that the program has asked {@link isReadable} of. @throws CallPending */
  sleepUntil(timeMs: number): void {
    this.flush();
    const calls = [...this.#interests];
    const isOver = timeMs <= Date.now() || calls.some(({ answer }) => answer !== undefined);
    if (!isOver && timeMs !== Number.POSITIVE_INFINITY) {
      if (this.#way !== "gives" && this.#sleep?.untilMs !== timeMs)
        this.#sleep = { untilMs: timeMs, call: this.begin("sleep", timeMs) };
      if (this.#sleep) calls.push(this.#sleep.call);
    }
    this.#isAsleep = !isOver;
    // It was to give way, not to wait: it is told once more.
    if (!isOver && this.#way === "gives") throw new CallPending([]);
    if (!isOver) this.waitFor(calls);
    else if (calls.every(({ answer }) => answer === undefined)) this.giveWay();
    this.#interests = [];
    this.#awaited = [];
    this.#isAsleep = false;
    this.#sleep = undefined;
  }

  flush(): readonly SystemCall[] {
    const calls: SystemCall[] = [];
    for (const stream of this.#streams.values()) {
      const call = stream.flush();
      if (call) calls.push(call);
    }
    return calls;
  }

  /** It is gone. */
  drop(): void {
    for (const stream of this.#streams.values()) stream.drop();
  }

  /** The program is at its end: what it has printed is still to go out. @returns whether it has */
  finish(): boolean {
    try {
      this.#awaited = this.flush();
    } catch (error) {
      if (!(error instanceof ProgramEnded)) throw error;
      this.#awaited = [];
    }
    return this.#awaited.length === 0 && !this.isEnded;
  }

  /** @throws ProgramEnded; WasiError EBADF if it is a process no more */
  assertRuns(): void {
    if (this.#hasLeft) throw new WasiError("EBADF");
    if (this.isEnded) throw new ProgramEnded("the process has been ended");
  }
}
