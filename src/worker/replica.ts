import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import type { ShellRunOptions } from "../../runtimes/abi/shell.ts";
import type { Session, SessionLanguage, SessionResult } from "../machine/process/session.ts";
import { type MachineScope, newScope } from "../machine/scope.ts";
import type { ShellMachine, ShellOutcome } from "../machine/shell/shell-machine.ts";
import type { FunctionResult, Reactor } from "../machine/wasi/reactor.ts";
import type { FunctionCallArgs, ToolContext, ToolReactor, ToolSessions, ToolShell } from "../tools/tool.ts";
import { EMPTY_DELTA } from "../volume/delta.ts";
import { packDelta } from "../volume/packed-delta.ts";
import type { Volume } from "../volume/volume.ts";
import { LeftShell, leavingsOf } from "./left-shell.ts";
import type { WorkerParts } from "./parts.ts";
import { type BackgroundUpdate, type Leavings, lossOf } from "./protocol.ts";

const LIMITS_MET = FINISH_FLAGS.timedOut | FINISH_FLAGS.outputLimit | FINISH_FLAGS.memoryLimit;

/**
 * A slot as a worker has it: data equal to the main thread's, and what lives of it here. A machine is its own only while a
 * call runs or sleeps in it, or while processes run that a call has left.
 */
export class Replica implements ToolShell, ToolReactor, ToolSessions, Disposable {
  readonly key: number;
  readonly volume: Volume;
  /** The persistent shell's state, while a job of the slot is here; the main thread has it otherwise. */
  state = "";
  /** What processes have printed that are gone; main has it, too. */
  leavings: Leavings | undefined;
  /** The job with which it began. */
  readonly sourceJobId: number;
  readonly #parts: WorkerParts;
  readonly #onChange: (replica: Replica) => void;
  readonly #sessions = new Map<SessionLanguage, Session>();
  #machine: ShellMachine | undefined;
  /** What the persistent shell's last call has left, between its calls. */
  #left: LeftShell | undefined;
  /** How many processes of earlier calls the call that runs began with; nothing if it has a machine of its own. */
  #servesBeside: number | undefined;
  #reactor: Reactor | undefined;
  #quotaError: string | undefined;

  constructor(
    key: number,
    volume: Volume,
    parts: WorkerParts,
    sourceJobId: number,
    onChange: (replica: Replica) => void,
  ) {
    this.#onChange = onChange;
    this.key = key;
    this.sourceJobId = sourceJobId;
    this.volume = volume;
    this.#parts = parts;
  }

  /** The limit of the workspace that the last shell met. */
  get quotaError(): string | undefined {
    return this.#quotaError;
  }

  takeLeavings(): Leavings | undefined {
    const { leavings } = this;
    this.leavings = undefined;
    return leavings;
  }

  run(command: string, options: ShellRunOptions): ShellOutcome {
    const scope = newScope(this.key, this.volume, options.deadlineMs);
    const machine =
      (options.state === undefined ? undefined : this.#takeLeft(scope)) ?? this.#parts.machines.lend(scope);
    this.#machine = machine;
    return this.#settle(machine, machine.run(command, options));
  }

  wake(deadlineMs: number): ShellOutcome {
    const machine = this.#machine;
    if (!machine) throw new Error("no shell sleeps in this slot");
    machine.scope.deadlineMs = deadlineMs;
    return this.#settle(machine, machine.wake(deadlineMs));
  }

  call(context: ToolContext, { name, args, stdin }: FunctionCallArgs): FunctionResult {
    this.#reactor ??= this.#parts.launcher.reactor(context);
    const { deadlineMs, limits } = context;
    const { maxOutputBytes } = limits;
    return this.#reactor.call({ name, args, stdin: Buffer.from(stdin), deadlineMs, maxOutputBytes });
  }

  evaluate(context: ToolContext, language: SessionLanguage, code: string): SessionResult {
    const { launcher, sessions } = this.#parts;
    let session = this.#sessions.get(language);
    if (!session) {
      session = launcher.session(language, this.volume);
      this.#sessions.set(language, session);
    }
    sessions.use(session, this.key);
    const result = launcher.evaluate(session, context, code);
    if (result.hasEnded) sessions.end(session);
    return result;
  }

  [Symbol.dispose](): void {
    this.#reactor?.[Symbol.dispose]();
    for (const session of this.#sessions.values()) this.#parts.sessions.discard(session);
    for (const machine of [this.#machine, this.#left?.machine]) if (machine) this.#parts.machines.drop(machine);
    if (this.#left) this.#parts.sessions.takeOut(this.#left);
    this.#machine = undefined;
    this.#left = undefined;
  }

  /** When what was left is to run again, in milliseconds since the epoch. */
  get wakeAtMs(): number {
    return this.#left?.wakeAtMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether a machine is kept for what was left. */
  get isBound(): boolean {
    return this.#left !== undefined;
  }

  /** How many processes run between calls. */
  get processes(): number {
    return this.#left?.processes ?? 0;
  }

  /** Has what was left run for a slice. */
  runLeft(): void {
    const left = this.#left;
    const outcome = left?.run();
    if (left && outcome) this.#endLeft(left, outcome, undefined);
  }

  /** Ends what was left. @param why told to the next call; without it, nothing is */
  hangUp(why?: string): void {
    const left = this.#left;
    if (left) this.#endLeft(left, left.machine.hangUp(), left.processes > 0 ? why : undefined);
    if (why === undefined) this.leavings = undefined;
  }

  /** After a fault of slotbox's own in it. */
  loseLeft(): void {
    const left = this.#left;
    if (!left) return;
    const outcome = { kind: "stopped", reason: "fault", stdout: "", stderr: "", detail: "" } as const;
    this.#endLeft(left, outcome, undefined);
  }

  /** @param mayHaveDelta whether no call is under way, whose own it would be */
  update(mayHaveDelta: boolean): BackgroundUpdate {
    const { processes, leavings, sourceJobId, key: slotKey } = this;
    const delta = mayHaveDelta ? packDelta(this.volume.takeDelta()) : EMPTY_DELTA;
    return { slotKey, sourceJobId, delta, processes, leavings, isBound: this.isBound };
  }

  #takeLeft(scope: MachineScope): ShellMachine | undefined {
    const left = this.#left;
    if (!left) return undefined;
    this.#left = undefined;
    this.#servesBeside = left.processes;
    this.#parts.sessions.takeOut(left);
    this.#parts.machines.unbind(left.machine);
    Object.assign(left.machine.scope, scope);
    return left.machine;
  }

  #keepLeft(machine: ShellMachine, processes: number): void {
    const { machines, sessions } = this.#parts;
    machines.bind(machine);
    this.#left = new LeftShell(machine, processes, () =>
      this.hangUp("other sessions were used, and there may be no more than maxLiveSessions"),
    );
    sessions.use(this.#left, this.key);
    this.#onChange(this);
  }

  #endLeft(left: LeftShell, outcome: ShellOutcome, why: string | undefined): void {
    const { machines, sessions } = this.#parts;
    this.#left = undefined;
    sessions.takeOut(left);
    sessions.noteEnd(this.key);
    this.leavings = leavingsOf(outcome, why);
    machines.unbind(left.machine);
    if (outcome.kind === "finished" && (outcome.flags & LIMITS_MET) === 0) machines.giveBack(left.machine);
    else machines.drop(left.machine);
    this.#onChange(this);
  }

  #settle(machine: ShellMachine, outcome: ShellOutcome): ShellOutcome {
    if (outcome.kind === "waiting") return outcome;
    this.#machine = undefined;
    this.#quotaError = machine.scope.quotaError;
    const beside = this.#servesBeside;
    this.#servesBeside = undefined;
    if (outcome.kind === "finished" && (outcome.flags & FINISH_FLAGS.leavesProcesses) !== 0) {
      this.#keepLeft(machine, outcome.processes);
      return outcome;
    }
    if (beside !== undefined) {
      this.#parts.sessions.noteEnd(this.key);
      this.#onChange(this);
    }
    const hasMetLimit = outcome.kind === "stopped" || (outcome.flags & LIMITS_MET) !== 0;
    if (hasMetLimit && beside) this.leavings = { stdout: "", stderr: lossOf("this call met a limit") };
    if (!hasMetLimit) this.#parts.machines.giveBack(machine);
    else this.#parts.machines.drop(machine);
    return outcome;
  }
}
