import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import type { ShellMachine, ShellOutcome } from "../machine/shell/shell-machine.ts";
import { type Leavings, lossOf } from "./protocol.ts";

/** How what a call had left came to its end, if not by itself. */
const ENDED_BY = {
  output: "they printed more than maxOutputBytes",
  memory: "they took more than maxMemoryMiB",
  timeout: "one computed for too long without a pause",
  fault: "the shell failed",
} as const;

/** A machine between two calls of a persistent shell, in which processes of the first run on. */
export class LeftShell implements Disposable {
  readonly machine: ShellMachine;
  readonly #onEnd: () => void;
  processes: number;
  /** When it is to be entered, in milliseconds since the epoch, or Infinity. */
  wakeAtMs: number;

  /** @param onEnd called when it is to be ended */
  constructor(machine: ShellMachine, processes: number, onEnd: () => void) {
    this.machine = machine;
    this.processes = processes;
    this.wakeAtMs = machine.wakeAtMs;
    this.#onEnd = onEnd;
  }

  /** One slice. @returns how it ended, once it has */
  run(): ShellOutcome | undefined {
    const outcome = this.machine.runLeft();
    if (outcome.kind !== "waiting") return outcome;
    this.wakeAtMs = outcome.wakeAtMs;
    this.processes = this.machine.processCount;
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#onEnd();
  }
}

/** @param why it was ended, if it was not a limit that it met */
export function leavingsOf(outcome: ShellOutcome, endedBy: string | undefined): Leavings | undefined {
  const { stdout, stderr } = outcome.kind === "waiting" ? { stdout: "", stderr: "" } : outcome;
  const reason = endedBy ?? limitMet(outcome);
  const told = reason === undefined ? stderr : stderr + lossOf(reason);
  return stdout === "" && told === "" ? undefined : { stdout, stderr: told };
}

function limitMet(outcome: ShellOutcome): string | undefined {
  if (outcome.kind === "stopped") return ENDED_BY[outcome.reason];
  if (outcome.kind === "waiting") return undefined;
  if (outcome.flags & FINISH_FLAGS.outputLimit) return ENDED_BY.output;
  return outcome.flags & FINISH_FLAGS.memoryLimit ? ENDED_BY.memory : undefined;
}
