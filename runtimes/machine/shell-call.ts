import { FINISH_FLAGS } from "../abi/capability.ts";
import { EARLY_OUTPUT } from "../abi/early-output.ts";
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
import type { SystemFiles } from "../kernel/system-files.ts";
import { concatBytes } from "../web/bytes.ts";
import { bytesOfLatin1, encodeUtf8, latin1Of } from "../web/encoding.ts";
import { beginText, besides, cull, leavesProcesses, nextText } from "./background.ts";
import { codeOf, cut, textOf } from "./call-result.ts";
import { isCancelled } from "./cancellation.ts";
import { forgetEarly, keepEarly } from "./early-output.ts";
import { fileWindow, host, hostTime, registers } from "./host.ts";

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
/** How long processes may compute before others get their turn that run outside of the machine. */
const SLICE_MS = 5;
/** How long what takes no steps may compute at a stretch between calls. */
const BETWEEN_CALLS_MS = 10_000;
/** A program that may outlive its call has no deadline of its own but this one: twelve days. */
const FAR_MS = 2 ** 30;

export interface ShellResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly flags: number;
  readonly state: string;
}

/**
 * A call of a shell: its machine, what it has printed, and what becomes of it. One of a persistent shell that leaves
 * processes goes on with them until another call comes, in the same shell if that has not ended.
 */
export class ShellCall {
  readonly #onEnd: () => void;
  #options: ShellRunOptions;
  readonly #machine: Machine;
  readonly #foreign: ForeignPrograms;
  #stdout: Uint8Array[] = [];
  #stderr: Uint8Array[] = [];
  /** Whether somebody waits for the result. */
  #isCalled = true;
  #isOver = false;
  /** What gives the shell, which waits for it, the text of the next call. */
  #takeText: ((text: string) => void) | undefined;
  /** That text, if the shell is still at a trap. */
  #nextText: string | undefined;
  #hasShell = false;
  #shell: BashShell | undefined;
  #status: ExitStatus = { kind: "exited", code: 0 };
  #fault: string | undefined;
  #deadlineMs: number;
  nextWakeMs: number;

  /** @param onEnd called when a call is over, and when all that it has left is; see {@link isOver} */
  constructor(
    options: ShellRunOptions,
    { programs, system }: { readonly programs: ReadonlyMap<string, UserProgram>; readonly system: SystemFiles },
    publishNextWake: (atMs: number) => void,
    onEnd: () => void,
  ) {
    this.#onEnd = onEnd;
    this.#options = options;
    this.nextWakeMs = options.deadlineMs;
    this.#deadlineMs = options.deadlineMs;
    this.#foreign = new ForeignPrograms({
      host: host(),
      deadlineMs: () => (this.#mayLeave ? Date.now() + FAR_MS : Math.min(Number.MAX_SAFE_INTEGER, this.#deadlineMs)),
      onChange: () => this.#beginSlice(),
      onFault: (error) => this.fail(error),
    });
    this.#machine = createKernel({
      files: host(),
      registers: registers(),
      window: fileWindow(),
      now: () => Date.now(),
      time: hostTime,
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

  get #mayLeave(): boolean {
    return this.#options.state !== undefined && this.#maxLeft > 0;
  }

  get #maxLeft(): number {
    return this.#options.maxBackgroundProcesses ?? 0;
  }

  /** Whether no process of it is left. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many run beside the shell. */
  get processCount(): number {
    return besides(this.#machine, this.#shell?.process).length;
  }

  /** Begins the first call. */
  run(command: string): void {
    this.#runShell(command).catch((error: unknown) => {
      this.fail(error);
      this.#end();
    });
  }

  /** Begins the next one, with what the last one has left. */
  goOn(command: string, options: ShellRunOptions): void {
    this.#options = options;
    this.#isCalled = true;
    this.#status = { kind: "exited", code: 0 };
    this.moveDeadline(options.deadlineMs);
    if (!this.#hasShell) {
      this.run(command);
      return;
    }
    this.#machine.filesChangedOutside();
    this.#machine.goOn(options);
    this.#nextText = command;
    this.#giveText();
  }

  #giveText(): void {
    const text = this.#nextText;
    const take = this.#takeText;
    if (text === undefined || !take) return;
    this.#nextText = undefined;
    this.#takeText = undefined;
    take(text);
  }

  /** Ends all that is left, and so itself. */
  hangUp(): void {
    void this.#machine.shutDown().then(() => this.#end());
  }

  async #runShell(command: string): Promise<void> {
    const { cwd, env, stdin = "", maxOutputBytes, deadlineMs, hostsProgram } = this.#options;
    const call = this.#machine.begin({
      program: (process) => (hostsProgram ? this.#foreign.adopt(process) : this.#live(process, command)),
      args: ["bash", "-c", command],
      env: new Map(Object.entries({ ...ENVIRONMENT, ...env })),
      cwd,
      stdin: bytesOfLatin1(stdin),
      stdout: hostsProgram ? (bytes) => print(1, bytes) : (bytes) => keep("stdout", this.#stdout, bytes),
      stderr: hostsProgram ? (bytes) => print(2, bytes) : (bytes) => keep("stderr", this.#stderr, bytes),
      maxOutputBytes,
      deadlineMs,
    });
    this.#hasShell = true;
    this.#status = await call.ended;
    this.#hasShell = false;
    this.#takeText = undefined;
    this.#nextText = undefined;
    const hasFailed = this.#machine.limit !== undefined || this.#fault !== undefined;
    if (this.#mayLeave && !hasFailed && (await leavesProcesses(this.#machine, call.process))) {
      if (this.#isCalled) await this.#leave();
      return;
    }
    await this.#machine.shutDown();
    this.#end();
  }

  /** The shell, call by call, as long as each leaves processes. */
  async #live(process: Process, first: string): Promise<number> {
    const shell = this.#makeShell(process, first);
    this.#shell = shell;
    let code = await runSubshell(shell, () => runText(shell, first, 1, "-c: "));
    while (this.#mayLeave && !shell.isReplaced && (await leavesProcesses(this.#machine, process))) {
      if (this.#isCalled) {
        this.#status = { kind: "exited", code };
        await this.#leave();
      }
      code = await runSubshell(shell, async () => {
        const text = await nextText(shell, (take) => {
          this.#takeText = take;
          this.#giveText();
        });
        beginText(shell);
        return runText(shell, text, 1, "-c: ");
      });
    }
    return code;
  }

  /** The call is over, and what it leaves runs on. */
  async #leave(): Promise<void> {
    const ended = await cull(this.#machine, this.#shell?.process, this.#maxLeft);
    if (this.#machine.limit !== undefined) return;
    if (ended > 0) {
      const what = ended === 1 ? "a background process was" : `${ended} background processes were`;
      const message = `slotbox: ${what} ended: more than maxBackgroundProcesses (${this.#maxLeft})\n`;
      this.#stderr.push(encodeUtf8(message));
    }
    this.#machine.leave(this.#options.maxOutputBytes);
    // What takes no steps doesn't see that the call is over; it ends as if it had been woken now.
    this.moveDeadline(Math.min(this.#deadlineMs, Date.now() + BETWEEN_CALLS_MS));
    this.#isCalled = false;
    this.#onEnd();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd();
  }

  #makeShell(process: BashShell["process"], command: string): BashShell {
    const { state } = this.#options;
    if (state) return restoreShell(this.#machine, process, JSON.parse(state));
    const shell = createShell(this.#machine, process, { name: "bash", readsCommandString: true });
    // A session has no command that it was begun with.
    if (state === undefined) shell.variables.assign("BASH_EXECUTION_STRING", command);
    return shell;
  }

  moveDeadline(deadlineMs: number): void {
    this.#deadlineMs = deadlineMs;
    this.#machine.moveDeadline(deadlineMs);
  }

  /** After what ran without a look at the clock: who has waited for a time gets its turn, and may end the process. */
  async catchUp(process: Process): Promise<void> {
    this.fireDue();
    if (process.foreignDeadlineMs > Date.now()) return;
    // Who has had no turn at all yet begins to wait in the first round, and is due in the second.
    for (let round = 0; round < 2; round++) {
      for (let turn = 0; turn < SIGNAL_TURNS; turn++) await undefined;
      this.fireDue();
    }
    for (let turn = 0; turn < SIGNAL_TURNS; turn++) await undefined;
    await process.checkpoint();
  }

  /** Goes on, until all wait; for a slice at most if others have to run, too. */
  wake(): void {
    // Calls that run in other machines may have changed files meanwhile.
    if (!this.#isCalled) this.#machine.filesChangedOutside();
    this.#beginSlice();
    this.fireDue();
  }

  /** Programs of other runtimes run when the machine is left, and what a call has left may not keep others from running. */
  #beginSlice(): void {
    const isAlone = this.#isCalled && !this.#foreign.areRunning;
    this.#machine.beginSlice(isAlone ? Number.POSITIVE_INFINITY : Date.now() + SLICE_MS);
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

  /** Of the call that is over, or what has been printed since. To be called once each time. */
  result(): ShellResult {
    const { printsBytes, maxResultChars, maxStateBytes, state: given } = this.#options;
    let flags = this.#isOver ? 0 : FINISH_FLAGS.leavesProcesses;
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
    [this.#stdout, this.#stderr] = [[], []];
    forgetEarly();
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

function keep(stream: keyof typeof EARLY_OUTPUT, chunks: Uint8Array[], bytes: Uint8Array): void {
  chunks.push(bytes);
  keepEarly(EARLY_OUTPUT[stream], bytes);
}

function print(stream: number, bytes: Uint8Array): void {
  host().print(stream, bytes.slice().buffer as ArrayBuffer);
}
