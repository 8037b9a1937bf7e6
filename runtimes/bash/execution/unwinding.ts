import type { SignalName } from "../../kernel/signals.ts";

/**
 * A command that can't go on after what expansion or an assignment met: bash goes back to where it reads commands, and goes on
 * with the next line. The message has been printed.
 */
export class CommandAbandoned extends Error {
  readonly status: number;
  constructor(status: number) {
    super("the command was abandoned");
    this.status = status;
  }
}

/** A signal ends the shell, after its EXIT trap. */
export class ShellKilled extends Error {
  readonly signal: SignalName;
  constructor(signal: SignalName) {
    super(signal);
    this.signal = signal;
  }
}
