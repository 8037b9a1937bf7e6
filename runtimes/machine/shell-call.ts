import { FINISH_FLAGS } from "../abi/capability.ts";
import type { ShellRunOptions } from "../abi/shell.ts";
import type { SystemCallGuest } from "../abi/system-calls.ts";
import { createShell } from "../bash/bash-program.ts";
import type { BashShell } from "../bash/execution/bash-shell.ts";
import { runText } from "../bash/execution/evaluate.ts";
import { runSubshell } from "../bash/execution/subshell-run.ts";
import { restoreShell, saveShell } from "../bash/session.ts";
import { createKernel } from "../kernel/create-kernel.ts";
import { ForeignPrograms } from "../kernel/foreign-programs.ts";
import type { UserProgram } from "../kernel/kernel.ts";
import type { Machine } from "../kernel/machine.ts";
import type { ExitStatus, Process } from "../kernel/process.ts";
import { SIGNALS } from "../kernel/signals.ts";
import type { SystemFiles } from "../kernel/system-files.ts";
import { host, registers } from "../userland/just-bash/host.ts";
import type { CommandHost } from "../userland/just-bash/just-bash-program.ts";
import { commandLimits } from "../userland/just-bash/limits.ts";
import { DeadlineSignal, isCancelled } from "../web/abort.ts";
import { concatBytes } from "../web/bytes.ts";
import { bytesOfLatin1, decodeUtf8, latin1Of } from "../web/encoding.ts";

/** What every shell has in its environment, before what the caller adds. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: "/root",
  HOSTNAME: "slotbox",
  PATH: "/usr/local/bin:/usr/bin:/bin",
  USER: "root",
  LOGNAME: "root",
  SHELL: "/bin/bash",
  LANG: "C.UTF-8",
  TERM: "dumb",
};

/** So many turns of the engine it takes whoever waits for a time to send a signal. */
const SIGNAL_TURNS = 32;

export interface ShellResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly flags: number;
  readonly state: string;
}

/** One call of a shell: its machine, what it has printed, and what becomes of it. */
export class ShellCall implements CommandHost {
  readonly signal: AbortSignal;
  readonly #options: ShellRunOptions;
  readonly #command: string;
  readonly #machine: Machine;
  readonly #foreign: ForeignPrograms;
  readonly #deadline: DeadlineSignal;
  readonly #stdout: Uint8Array[] = [];
  readonly #stderr: Uint8Array[] = [];
  #shell: BashShell | undefined;
  #status: ExitStatus = { kind: "exited", code: 0 };
  #fault: string | undefined;
  #deadlineMs: number;
  nextWakeMs: number;

  constructor(
    command: string,
    options: ShellRunOptions,
    { programs, system }: { readonly programs: ReadonlyMap<string, UserProgram>; readonly system: SystemFiles },
    publishNextWake: (atMs: number) => void,
  ) {
    this.#command = command;
    this.#options = options;
    this.#deadline = new DeadlineSignal(options.deadlineMs);
    // The deadline is the isolate's own AbortSignal; its type is not the DOM's.
    this.signal = this.#deadline as unknown as AbortSignal;
    this.nextWakeMs = options.deadlineMs;
    this.#deadlineMs = options.deadlineMs;
    this.#foreign = new ForeignPrograms({
      host: host(),
      deadlineMs: () => Math.min(Number.MAX_SAFE_INTEGER, this.#deadlineMs),
      onFault: (error) => this.fail(error),
    });
    this.#machine = createKernel({
      files: host(),
      registers: registers(),
      now: () => Date.now(),
      isCancelled,
      random: (bytes) => new Uint8Array(host().random(bytes)),
      programs,
      system,
      runForeign: (process, path, head) =>
        this.#foreign.run(process, path, head)?.then(async (exitCode) => {
          await this.catchUp(process);
          return exitCode;
        }),
      onNextWake: (atMs) => {
        this.nextWakeMs = atMs;
        publishNextWake(this.nextWakeMs);
      },
      onFault: (error) => this.fail(error),
    });
    this.#foreign.kernel = this.#machine;
  }

  async run(): Promise<void> {
    const { cwd, env, stdin = "", maxOutputBytes, deadlineMs, hostsProgram } = this.#options;
    const call = this.#machine.begin({
      program: (process) => {
        if (hostsProgram) return this.#foreign.adopt(process);
        const shell = this.#makeShell(process);
        this.#shell = shell;
        return runSubshell(shell, () => runText(shell, this.#command, 1, "-c: "));
      },
      args: ["bash", "-c", this.#command],
      env: new Map(Object.entries({ ...ENVIRONMENT, ...env })),
      cwd,
      stdin: bytesOfLatin1(stdin),
      stdout: hostsProgram ? (bytes) => print(1, bytes) : (bytes) => void this.#stdout.push(bytes),
      stderr: hostsProgram ? (bytes) => print(2, bytes) : (bytes) => void this.#stderr.push(bytes),
      maxOutputBytes,
      deadlineMs,
    });
    this.#status = await call.ended;
    await this.#machine.shutDown();
  }

  #makeShell(process: BashShell["process"]): BashShell {
    const { state } = this.#options;
    if (state) return restoreShell(this.#machine, process, JSON.parse(state));
    const shell = createShell(this.#machine, process, { name: "bash", readsCommandString: true });
    // A session has no command that it was begun with.
    if (state === undefined) shell.variables.assign("BASH_EXECUTION_STRING", this.#command);
    return shell;
  }

  moveDeadline(deadlineMs: number): void {
    this.#deadlineMs = deadlineMs;
    this.#deadline.moveTo(deadlineMs);
    this.#machine.moveDeadline(deadlineMs);
  }

  /** After what ran without a look at the clock: who has waited for a time gets its turn, and may end the process. */
  async catchUp(process: Process): Promise<void> {
    this.fireDue();
    if (process.foreignDeadlineMs > Date.now()) return;
    for (let turn = 0; turn < SIGNAL_TURNS; turn++) await undefined;
    await process.checkpoint();
  }

  limitsOf(process: Process): ReturnType<CommandHost["limitsOf"]> {
    return commandLimits(
      this.#options.maxStringBytes,
      () => this.#deadline.aborted || process.foreignDeadlineMs <= Date.now(),
    );
  }

  fireDue(): void {
    this.#notePrograms();
    this.#machine.fireDue(Date.now());
  }

  systemCall(...call: Parameters<SystemCallGuest["systemCall"]>): void {
    this.#notePrograms();
    this.#foreign.systemCall(...call);
  }

  programEnded(pid: number, exitCode: number): void {
    this.#notePrograms();
    this.#foreign.programEnded(pid, exitCode);
  }

  /** Programs that run outside may have changed files since the machine was last entered. */
  #notePrograms(): void {
    if (this.#foreign.areRunning) this.#machine.filesChangedOutside();
  }

  /** A fault of ours. */
  fail(error: unknown): void {
    // The engine's answer to a string or an array that can't be.
    if (error instanceof RangeError) {
      this.#machine.exhaustMemory();
      return;
    }
    this.#fault ??= error instanceof Error ? `${error.message}` : String(error);
  }

  result(): ShellResult {
    const { printsBytes, maxResultChars, maxStateBytes, state: given } = this.#options;
    let flags = 0;
    if (this.#machine.limit === "deadline") flags |= FINISH_FLAGS.timedOut;
    else if (this.#machine.limit === "output") flags |= FINISH_FLAGS.outputLimit;
    else if (this.#machine.limit === "memory") flags |= FINISH_FLAGS.memoryLimit;
    const exitCode = this.#fault === undefined ? codeOf(this.#status) : 2;
    const fault = this.#fault === undefined ? "" : `bash: ${this.#fault}\n`;
    if (printsBytes) {
      const [stdout, stderr] = [this.#stdout, this.#stderr].map((chunks) => latin1Of(concatBytes(chunks)));
      return { exitCode, stdout: stdout ?? "", stderr: `${stderr ?? ""}${fault}`, flags, state: "" };
    }
    const [out, err] = [textOf(this.#stdout), textOf(this.#stderr) + fault];
    const [stdout, stderr] = [cut(out, maxResultChars), cut(err, maxResultChars)];
    if (stdout.length < out.length) flags |= FINISH_FLAGS.stdoutCut;
    if (stderr.length < err.length) flags |= FINISH_FLAGS.stderrCut;
    let state =
      given === undefined || this.#machine.limit || !this.#shell ? "" : JSON.stringify(saveShell(this.#shell));
    if (state.length > maxStateBytes) {
      state = "";
      flags |= FINISH_FLAGS.stateTooLarge;
    }
    return { exitCode, stdout, stderr, flags, state };
  }

  /** What had been printed when the isolate was stopped: stdout, a NUL and stderr. */
  partialOutput(): string {
    const { maxResultChars } = this.#options;
    return `${cut(textOf(this.#stdout), maxResultChars)}\0${cut(textOf(this.#stderr), maxResultChars)}`;
  }
}

function print(stream: number, bytes: Uint8Array): void {
  host().print(stream, bytes.slice().buffer as ArrayBuffer);
}

function codeOf(status: ExitStatus): number {
  return status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
}

function textOf(chunks: readonly Uint8Array[]): string {
  return decodeUtf8(concatBytes(chunks), "replace");
}

/** Cuts after so many characters, never within a surrogate pair. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars).toWellFormed();
}
