import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import type { ShellRunOptions } from "../../runtimes/abi/shell.ts";
import type { Session, SessionLanguage, SessionResult } from "../machine/process/session.ts";
import type { ShellMachine, ShellOutcome } from "../machine/shell/shell-machine.ts";
import { newScope } from "../machine/spawner.ts";
import type { FunctionResult, Reactor } from "../machine/wasi/reactor.ts";
import type { FunctionCallArgs, ToolContext, ToolReactor, ToolSessions, ToolShell } from "../tools/tool.ts";
import type { Volume } from "../volume/volume.ts";
import type { WorkerParts } from "./parts.ts";

const LIMITS_MET = FINISH_FLAGS.timedOut | FINISH_FLAGS.outputLimit | FINISH_FLAGS.memoryLimit;

/**
 * A slot as a worker has it: data equal to the main thread's, and what lives of it here. A machine is its own only while a
 * call runs or sleeps in it.
 */
export class Replica implements ToolShell, ToolReactor, ToolSessions, Disposable {
  readonly key: number;
  readonly volume: Volume;
  /** The persistent shell's state, while a job of the slot is here; the main thread has it otherwise. */
  state = "";
  readonly #parts: WorkerParts;
  readonly #sessions = new Map<SessionLanguage, Session>();
  #machine: ShellMachine | undefined;
  #reactor: Reactor | undefined;
  #quotaError: string | undefined;

  constructor(key: number, volume: Volume, parts: WorkerParts) {
    this.key = key;
    this.volume = volume;
    this.#parts = parts;
  }

  /** The limit of the workspace that the last shell met. */
  get quotaError(): string | undefined {
    return this.#quotaError;
  }

  run(command: string, options: ShellRunOptions): ShellOutcome {
    const machine = this.#parts.machines.lend(newScope(this.key, this.volume, options.deadlineMs));
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
    if (this.#machine) this.#parts.machines.drop(this.#machine);
    this.#machine = undefined;
  }

  #settle(machine: ShellMachine, outcome: ShellOutcome): ShellOutcome {
    if (outcome.kind === "waiting") return outcome;
    this.#machine = undefined;
    this.#quotaError = machine.scope.quotaError;
    const hasMetLimit = outcome.kind === "stopped" || (outcome.flags & LIMITS_MET) !== 0;
    if (!hasMetLimit) this.#parts.machines.giveBack(machine);
    else this.#parts.machines.drop(machine);
    return outcome;
  }
}
