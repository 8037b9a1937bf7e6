import type { Process } from "../../kernel/process.ts";
import { SIGNALS, type SignalName } from "../../kernel/signals.ts";
import { ShellKilled } from "./unwinding.ts";

const ENDING: readonly SignalName[] = ["SIGHUP", "SIGINT", "SIGTERM"];

const NO_TRAPS: ReadonlyMap<string, string> = new Map();

/** Traps by signal name, EXIT, ERR, DEBUG and RETURN. What is set for a signal is what the process does with it. */
export class TrapTable extends Map<string, string> {
  readonly #process: Process;
  /** Tells which call of a function runs, so that a trap set within one is known to be the call's own. */
  readonly #running: { readonly callId: number };
  /** Signals that have come and whose trap has not run yet. */
  readonly pending: SignalName[] = [];
  /** In a subshell, until it sets a trap itself: what `trap` shows there are the parent's. */
  readonly shown: ReadonlyMap<string, string>;

  /**
   * @param inherited the parent's, of a subshell: what it ignores stays ignored, its other traps for signals are reset, and ERR,
   * DEBUG and RETURN come along as `errtrace` and `functrace` say
   */
  constructor(
    process: Process,
    running: { readonly callId: number },
    inherited: ReadonlyMap<string, string> = NO_TRAPS,
    keeps: readonly string[] = [],
  ) {
    super();
    this.#process = process;
    this.#running = running;
    this.shown = inherited.size === 0 ? NO_TRAPS : new Map(inherited);
    this.#isChanged = inherited === NO_TRAPS;
    for (const [name, command] of inherited) {
      if (command === "" || keeps.includes(name)) super.set(name, command);
      else if (isSignal(name)) process.setDisposition(name, "default");
    }
  }

  readonly #calls = new Map<string, number>();
  #isChanged: boolean;
  #killedBy: SignalName | undefined;

  /** The call of a function in which a trap was set. */
  setIn(name: string): number | undefined {
    return this.#calls.get(name);
  }

  /** @throws ShellKilled if a signal has come that ends the shell, whose EXIT trap runs first */
  endIfKilled(): void {
    const signal = this.#killedBy;
    this.#killedBy = undefined;
    if (signal) throw new ShellKilled(signal);
  }

  get isKilled(): boolean {
    return this.#killedBy !== undefined;
  }

  /** With an EXIT trap the shell sees to signals that end it itself. */
  #catchEnding(): void {
    for (const signal of ENDING) {
      if (this.has(signal) || this.#process.disposition(signal) !== "default") continue;
      this.#process.setDisposition(signal, (came) => {
        this.#killedBy = came;
      });
    }
  }

  /** What `trap` shows: in a subshell the parent's, until it sets one itself. */
  get visible(): ReadonlyMap<string, string> {
    return this.#isChanged ? this : this.shown;
  }

  override set(name: string, command: string): this {
    this.#isChanged = true;
    super.set(name, command);
    this.#calls.set(name, this.#running.callId);
    if (name === "EXIT" && command !== "") this.#catchEnding();
    if (isSignal(name)) {
      const pending = this.pending;
      this.#process.setDisposition(
        name,
        command === ""
          ? "ignore"
          : (signal) => {
              pending.push(signal);
            },
      );
    }
    return this;
  }

  override delete(name: string): boolean {
    this.#isChanged = true;
    if (isSignal(name) && (name === "SIGINT" || this.has(name))) this.#process.setDisposition(name, "default");
    return super.delete(name);
  }

  override clear(): void {
    for (const name of [...this.keys()]) this.delete(name);
  }
}

function isSignal(name: string): name is SignalName {
  return Object.hasOwn(SIGNALS, name);
}
