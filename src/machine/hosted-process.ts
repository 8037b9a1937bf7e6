import type { MachinePool } from "./machine-pool.ts";
import type { KernelProcess } from "./process/kernel-process.ts";
import type { ProcessEnvironment } from "./process/process.ts";
import type { MachineScope } from "./scope.ts";
import type { ShellMachine } from "./shell/shell-machine.ts";

/** A machine that is lent to a program which runs by itself: it is the machine's first process, and so can have children. */
export class HostedProcess implements Disposable {
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

  /** Ends its children. */
  [Symbol.dispose](): void {
    this.process.leave();
    const outcome = this.#machine.endHosted();
    if (this.#machine.scope.quotaError) this.#scope.quotaError = this.#machine.scope.quotaError;
    if (outcome.kind === "finished") this.#machines.giveBack(this.#machine);
    else this.#machines.drop(this.#machine);
  }
}
