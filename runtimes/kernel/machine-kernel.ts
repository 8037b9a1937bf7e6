import { BytesStream, OutputMeter, OutputStream } from "./call-streams.ts";
import type { Description, MaybePromise } from "./description.ts";
import { type DescriptionCounts, Descriptors } from "./descriptor-table.ts";
import { type FileTime, fileTimeOf } from "./file-times.ts";
import type { HostFiles } from "./host-files.ts";
import { suspend } from "./interruption.ts";
import type { FileSystem, SpawnOptions } from "./kernel.ts";
import type { Call, CallStart, KernelOptions, Limit, Machine } from "./machine.ts";
import { createPipe } from "./pipe.ts";
import { ProcFiles } from "./proc/proc-files.ts";
import type { ExitStatus, Process, Program } from "./process.ts";
import { ProcessFiles } from "./process-files.ts";
import type { ProcessTable } from "./process-table.ts";
import { exitStatusOf, runExecuted } from "./program-end.ts";
import { findProgramFile, type ProgramFile } from "./program-file.ts";
import type { SignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";
import { fileNameOf, Task } from "./task.ts";
import type { Timers } from "./timers.ts";
import { Turns } from "./turns.ts";

type OtherFile = Extract<ProgramFile, { readonly kind: "other" }>;

const EMPTY = new Uint8Array(0);
const DEFAULT_UMASK = 0o022;
const PROGRAMS_FOLDER = "/usr/bin";
/** How many turns processes get to end after SIGHUP, and how many after SIGKILL. */
const HANG_UP_TURNS = 1000;
const KILL_TURNS = 10_000;

export interface MachineParts {
  readonly options: KernelOptions;
  readonly files: HostFiles;
  readonly table: ProcessTable;
  readonly counts: DescriptionCounts;
  readonly timers: Timers;
}

export class MachineKernel implements Machine {
  readonly files: HostFiles;
  readonly #options: KernelOptions;
  readonly #table: ProcessTable;
  readonly #counts: DescriptionCounts;
  readonly #timers: Timers;
  readonly #turns: Turns;
  readonly #filesOf = new WeakMap<Process, FileSystem>();
  readonly #meter = new OutputMeter(0, () => this.#endAll("output"));
  readonly #proc: ProcFiles;
  #lastPipe = 0;
  #limit: Limit | undefined;

  constructor({ options, files, table, counts, timers }: MachineParts) {
    this.#options = options;
    this.files = files;
    this.#table = table;
    this.#counts = counts;
    this.#timers = timers;
    this.#proc = new ProcFiles(this);
    this.#turns = new Turns(options.now, options.isCancelled ?? (() => false), timers, () => this.#endAll("deadline"));
  }

  begin(call: CallStart): Call {
    this.#limit = undefined;
    this.goOn(call);
    const descriptors = new Descriptors(this.#counts);
    descriptors.set(0, new BytesStream(call.stdin ?? EMPTY));
    descriptors.set(1, new OutputStream(call.stdout, this.#meter));
    descriptors.set(2, new OutputStream(call.stderr, this.#meter));
    const { cwd, args, env, umask = DEFAULT_UMASK } = call;
    const programName = fileNameOf(args[0] ?? "");
    const task = this.#table.add(
      (pid) =>
        new Task({
          pid,
          pgid: pid,
          sid: pid,
          startedAtMs: this.now(),
          programName,
          executable: `${PROGRAMS_FOLDER}/${programName}`,
          parent: undefined,
          cwd,
          umask,
          args,
          env,
          descriptors,
          turns: this.#turns,
        }),
    );
    return { process: task, ended: this.#run(task, call.program) };
  }

  goOn({ maxOutputBytes, deadlineMs }: Pick<CallStart, "maxOutputBytes" | "deadlineMs">): void {
    this.#meter.renew(maxOutputBytes);
    this.#timers.deadlineMs = deadlineMs;
    this.#turns.beginSlice(Number.POSITIVE_INFINITY);
  }

  leave(maxOutputBytes: number): void {
    this.#meter.renew(maxOutputBytes);
    this.#timers.deadlineMs = Number.POSITIVE_INFINITY;
    this.#turns.beginSlice(this.now());
  }

  beginSlice(untilMs: number): void {
    this.#turns.beginSlice(untilMs);
  }

  get running(): readonly Process[] {
    return this.#table.running;
  }

  fork(parent: Process, program: Program, { group = 0 }: SpawnOptions = {}): Process {
    const task = this.#taskOf(parent);
    if (task.interruption.isFinal) throw task.interruption.error;
    // Processes that only make others take no other steps, and would never see the clock.
    if (this.#turns.step()) this.#turns.begin();
    const child = this.#table.add((pid) => {
      const pgid = group === "own" ? pid : group || task.pgid;
      return new Task(task.childStart(pid, pgid, this.now()));
    });
    void this.#run(child, program);
    return child;
  }

  async #run(task: Task, program: Program): Promise<ExitStatus> {
    await undefined;
    const status = await exitStatusOf(task, program, this.#options.onFault);
    task.descriptors.closeAll();
    this.#timers.drop(task);
    this.#table.exit(task, status);
    return status;
  }

  execute(process: Process, path: string): MaybePromise<number> {
    return this.load(process, path)();
  }

  load(process: Process, path: string): () => MaybePromise<number> {
    const task = this.#taskOf(process);
    const file = findProgramFile(this.files, this.#options.programs, task, path);
    if (file.kind === "other") return this.#loadForeign(task, path, file);
    task.becomeProgram(path, file.args, this.files.realpath(file.path));
    return () => runExecuted(task, () => file.program(task, this));
  }

  #loadForeign(task: Task, calledPath: string, { path, head, args }: OtherFile): () => Promise<number> {
    const callers = task.args;
    task.args = args;
    const ended = this.#options.runForeign?.(task, path, head);
    if (!ended) {
      task.args = callers;
      throw new SystemError("ENOEXEC");
    }
    task.becomeProgram(calledPath, args, this.files.realpath(path));
    return async () => {
      const code = await ended;
      this.filesChangedOutside();
      return code;
    };
  }

  wait(
    process: Process,
    pid: number,
    { noHang = false } = {},
  ): MaybePromise<{ readonly pid: number; readonly status: ExitStatus } | undefined> {
    return this.#table.wait(this.#taskOf(process), pid, noHang);
  }

  kill(pid: number, signal: SignalName | undefined): void {
    this.#table.kill(pid, signal);
  }

  pipe(): { readonly readEnd: Description; readonly writeEnd: Description } {
    return createPipe(++this.#lastPipe, this.now());
  }

  sleep(process: Process, ms: number): Promise<void> {
    return this.sleepUntil(process, this.now() + Math.max(0, ms));
  }

  sleepUntil(process: Process, atMs: number): Promise<void> {
    return suspend<void>(process.interruption, (resume) => this.#timers.add(process, atMs, () => resume()));
  }

  now(): number {
    return this.#options.now();
  }

  time(): FileTime {
    return this.#options.time?.() ?? fileTimeOf(this.now());
  }

  random(bytes: number): Uint8Array {
    return this.#options.random(bytes);
  }

  process(pid: number): Process | undefined {
    return this.#table.get(pid);
  }

  get processes(): readonly Process[] {
    return this.#table.all;
  }

  filesOf(process: Process): FileSystem {
    let files = this.#filesOf.get(process);
    if (!files) {
      files = new ProcessFiles(this.files, process, this.#proc);
      this.#filesOf.set(process, files);
    }
    return files;
  }

  fireDue(nowMs: number): void {
    this.#turns.begin(nowMs);
  }

  get limit(): Limit | undefined {
    return this.#limit;
  }

  exhaustMemory(): void {
    this.#endAll("memory");
  }

  moveDeadline(deadlineMs: number): void {
    // One that has come is not taken back.
    if (this.#timers.deadlineMs !== Number.POSITIVE_INFINITY) this.#timers.deadlineMs = deadlineMs;
  }

  async shutDown(): Promise<void> {
    this.#turns.beginSlice(Number.POSITIVE_INFINITY);
    for (const task of this.#table.running) {
      task.receive("SIGHUP");
      task.receive("SIGCONT");
    }
    for (let turn = 0; turn < HANG_UP_TURNS && this.#table.running.length > 0; turn++) await undefined;
    for (const task of this.#table.running) task.receive("SIGKILL");
    for (let turn = 0; turn < KILL_TURNS && this.#table.running.length > 0; turn++) await undefined;
    this.#timers.deadlineMs = Number.POSITIVE_INFINITY;
  }

  filesChangedOutside(): void {
    this.files.changedOutside();
  }

  #endAll(limit: Limit): void {
    this.#limit ??= limit;
    this.#turns.beginSlice(Number.POSITIVE_INFINITY);
    for (const task of this.#table.running) task.end({ kind: "signalled", signal: "SIGKILL" });
  }

  #taskOf(process: Process): Task {
    const task = this.#table.get(process.pid);
    if (!task || task !== process) throw new SystemError("ESRCH");
    return task;
  }
}
