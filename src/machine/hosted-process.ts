import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import type { MachinePool } from "./machine-pool.ts";
import type { KernelProcess } from "./process/kernel-process.ts";
import type { HostedEnd, ProcessEnvironment } from "./process/process.ts";
import type { MachineScope } from "./scope.ts";
import type { ShellMachine, ShellOutcome } from "./shell/shell-machine.ts";

/** A machine that is lent to a program which runs by itself: it is the machine's first process, and so can have children. */
export class HostedProcess {
  readonly process: KernelProcess;
  readonly #machines: Pick<MachinePool, "lend" | "giveBack" | "drop">;
  readonly #machine: ShellMachine;
  readonly #scope: MachineScope;

  /** @param print what its children print to the streams they have of it */
  constructor(
    machines: Pick<MachinePool, "lend" | "giveBack" | "drop">,
    scope: MachineScope,
    environment: ProcessEnvironment,
    print: (stream: 1 | 2, bytes: Uint8Array) => void,
  ) {
    this.#machines = machines;
    this.#scope = scope;
    this.#machine = machines.lend({ ...scope });
    this.process = this.#machine.hostProgram(environment, print);
  }

  /** Ends its children. @returns how the machine has ended the program itself, if it has */
  end(): HostedEnd | undefined {
    const isEnded = this.process.isEnded;
    this.process.leave();
    const outcome = this.#machine.endHosted();
    if (this.#machine.scope.quotaError) this.#scope.quotaError = this.#machine.scope.quotaError;
    if (outcome.kind === "finished") this.#machines.giveBack(this.#machine);
    else this.#machines.drop(this.#machine);
    return isEnded ? hostedEndOf(outcome) : undefined;
  }
}

function hostedEndOf(outcome: ShellOutcome): HostedEnd | undefined {
  if (outcome.kind === "waiting") return undefined;
  const { timedOut, outputLimit, memoryLimit } = FINISH_FLAGS;
  const met = (flag: number): boolean => outcome.kind === "finished" && (outcome.flags & flag) !== 0;
  const isStopped = (reason: string): boolean => outcome.kind === "stopped" && outcome.reason === reason;
  if (isStopped("timeout") || met(timedOut)) return { exitCode: EXIT.timedOut, endedBy: "timeout" };
  if (isStopped("memory") || met(memoryLimit)) return { exitCode: EXIT.killed, endedBy: "memory" };
  if (met(outputLimit)) return { exitCode: EXIT.killed, endedBy: "output" };
  return { exitCode: outcome.kind === "finished" ? outcome.exitCode : EXIT.killed, endedBy: undefined };
}
