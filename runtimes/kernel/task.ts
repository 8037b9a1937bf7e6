import { encodeUtf8 } from "../web/encoding.ts";
import type { Description, MaybePromise } from "./description.ts";
import type { Descriptors } from "./descriptor-table.ts";
import { InterruptionSource } from "./interruption.ts";
import { type Disposition, type ExitStatus, type Process, ProcessEnded, type ProcessState } from "./process.ts";
import { SignalState } from "./signal-state.ts";
import type { SignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";
import type { Turns } from "./turns.ts";

const READ_BYTES = 64 * 1024;

export interface TaskStart {
  readonly pid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly startedAtMs: number;
  readonly programName: string;
  readonly executable: string;
  readonly parent: Task | undefined;
  readonly cwd: string;
  readonly umask: number;
  readonly niceness?: number;
  readonly foreignDeadlineMs?: number;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly descriptors: Descriptors;
  readonly signals?: SignalState;
  readonly turns: Turns;
}

/** A process as the kernel keeps it. */
export class Task implements Process {
  readonly pid: number;
  pgid: number;
  sid: number;
  readonly startedAtMs: number;
  programName: string;
  executable: string;
  cwd: string;
  umask: number;
  niceness: number;
  foreignDeadlineMs: number;
  args: readonly string[];
  #env: ReadonlyMap<string, string>;
  #ownEnv: Map<string, string> | undefined;
  readonly descriptors: Descriptors;
  readonly interruption = new InterruptionSource();
  /** Nobody if it has ended. */
  parent: Task | undefined;
  /** How it ended, once it has. */
  status: ExitStatus | undefined;
  /** Children that have ended and wait to be waited for, in that order. */
  readonly zombies: Task[] = [];
  /** To be told that a child has ended. */
  readonly childWaiters = new Set<() => void>();
  readonly #signals: SignalState;
  readonly #turns: Turns;
  #end: ProcessEnded | undefined;
  #isHandling = false;
  /** Whether a checkpoint has more to do than to count. */
  #isDue = false;

  constructor(start: TaskStart) {
    this.pid = start.pid;
    this.pgid = start.pgid;
    this.sid = start.sid;
    this.startedAtMs = start.startedAtMs;
    this.programName = start.programName;
    this.executable = start.executable;
    this.parent = start.parent;
    this.cwd = start.cwd;
    this.umask = start.umask;
    this.niceness = start.niceness ?? 0;
    this.foreignDeadlineMs = start.foreignDeadlineMs ?? Number.POSITIVE_INFINITY;
    this.args = start.args;
    this.#env = start.env;
    this.descriptors = start.descriptors;
    this.#signals = start.signals ?? new SignalState();
    this.#turns = start.turns;
  }

  /** It is shared with children until somebody asks for it, which a subshell never does. */
  get env(): Map<string, string> {
    this.#ownEnv ??= new Map(this.#env);
    return this.#ownEnv;
  }

  set env(env: Map<string, string>) {
    this.#ownEnv = env;
  }

  get ppid(): number {
    return this.parent?.pid ?? 1;
  }

  get state(): ProcessState {
    if (this.status) return "ended";
    if (this.#signals.isStopped) return "stopped";
    return this.interruption.isWaiting ? "sleeps" : "runs";
  }

  /** What a child begins with. */
  childStart(pid: number, pgid: number, startedAtMs: number): TaskStart {
    const { sid, programName, executable, cwd, umask, niceness, foreignDeadlineMs, args } = this;
    this.#env = this.#ownEnv ?? this.#env;
    this.#ownEnv = undefined;
    const env = this.#env;
    const descriptors = this.descriptors.fork();
    const signals = this.#signals.withoutHandlers();
    return {
      pid,
      pgid,
      sid,
      startedAtMs,
      programName,
      executable,
      parent: this,
      cwd,
      umask,
      niceness,
      foreignDeadlineMs,
      args,
      env,
      descriptors,
      signals,
      turns: this.#turns,
    };
  }

  /** What execve leaves of it, beside its new arguments. */
  /** @param executable the path of what runs the file */
  becomeProgram(path: string, args: readonly string[], executable: string): void {
    this.programName = fileNameOf(path);
    this.executable = executable;
    this.args = args;
    this.descriptors.closeOnExec();
    this.#signals.dropHandlers();
  }

  setDisposition(signal: SignalName, disposition: Disposition): void {
    this.#signals.setDisposition(signal, disposition);
  }

  disposition(signal: SignalName): Disposition {
    return this.#signals.disposition(signal);
  }

  receive(signal: SignalName): void {
    if (this.status || this.#end) return;
    if (signal === "SIGCONT" && this.#signals.isStopped)
      for (const held of this.#signals.continue()) this.receive(held);
    switch (this.#signals.receive(signal)) {
      case "ends":
        this.end({ kind: "signalled", signal });
        break;
      case "handled":
        this.#isDue = true;
        this.interruption.interrupt();
        break;
      case "stops":
        // What it waits for goes on; it stands still at the next point where it looks for signals.
        this.#isDue = true;
        break;
    }
  }

  /** Ends it, whatever it does: what it waits for is given up, and where it looks for signals it unwinds. */
  end(status: ExitStatus): void {
    if (this.status || this.#end) return;
    this.#end = new ProcessEnded(status);
    this.#isDue = true;
    this.interruption.end(this.#end);
    this.#signals.wakeStopped();
  }

  checkpoint(): MaybePromise<void> {
    const isTurnOver = this.#turns.step();
    // Handlers don't interrupt each other: in one of them there is nothing to do for a signal that has another.
    if (!isTurnOver && (!this.#isDue || (this.#isHandling && !this.#mustPause))) return;
    return this.#look();
  }

  async #look(): Promise<void> {
    await this.#pause();
    if (this.#isHandling) return;
    this.#isHandling = true;
    try {
      this.interruption.clear();
      // What comes while these run waits for the next time, or a handler that signals itself would run for ever.
      for (let left = this.#signals.pendingCount; left > 0; left--) {
        const signal = this.#signals.takePending();
        const disposition = signal && this.#signals.disposition(signal);
        if (signal && typeof disposition === "function") await disposition(signal);
        if (this.#end) throw this.#end;
      }
    } finally {
      this.#isHandling = false;
      this.#isDue = this.#mustPause || this.#signals.pendingCount > 0;
    }
  }

  get #mustPause(): boolean {
    return this.#end !== undefined || this.#signals.isStopped;
  }

  /** Lets others run, and stands still while it is stopped. */
  async #pause(): Promise<void> {
    if (this.#end) throw this.#end;
    await this.#turns.next();
    while (this.#signals.isStopped && !this.#end) await this.#signals.untilContinued();
    if (this.#end) throw this.#end;
  }

  read(fd: number, maxBytes = READ_BYTES): MaybePromise<Uint8Array> {
    const description = this.descriptors.get(fd);
    if (!this.#turns.step() && !this.#mustPause) return description.read(maxBytes, this.interruption);
    return this.#pause().then(() => description.read(maxBytes, this.interruption));
  }

  write(fd: number, bytes: Uint8Array): MaybePromise<void> {
    const description = this.descriptors.get(fd);
    if (!this.#turns.step() && !this.#mustPause) return this.#writeTo(description, bytes);
    return this.#pause().then(() => this.#writeTo(description, bytes));
  }

  print(text: string): MaybePromise<void> {
    return this.write(1, encodeUtf8(text));
  }

  printError(text: string): MaybePromise<void> {
    return this.write(2, encodeUtf8(text));
  }

  #writeTo(description: Description, bytes: Uint8Array): MaybePromise<void> {
    try {
      const written = description.write(bytes, this.interruption);
      return written instanceof Promise ? written.catch((error: unknown) => this.#refuse(error)) : written;
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #refuse(error: unknown): never {
    if (error instanceof SystemError && error.code === "EPIPE") {
      this.receive("SIGPIPE");
      if (this.#end) throw this.#end;
    }
    throw error;
  }
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
