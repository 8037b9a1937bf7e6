import { CANCEL } from "../../runtimes/abi/shell.ts";
import { CELL, type Cell, takeClaim, type WorkerCells } from "./worker-cells.ts";

/** What a worker is at, told in its cells. */
export class WorkerStatus {
  readonly #control: Int32Array;
  readonly #cancel: Int32Array;
  readonly #publish: () => void;

  /** @param publish called when cells have changed that main has to know at once @default main shares the cells */
  constructor({ control, cancel }: WorkerCells, publish: () => void = () => {}) {
    this.#control = control;
    this.#cancel = cancel;
    this.#publish = publish;
  }

  /** A guest is entered on behalf of a call, or of what calls have left: then it is BACKGROUND. */
  begin(callId: number, caller = 0): void {
    Atomics.add(this.#control, CELL.entries, 1);
    Atomics.store(this.#control, CELL.currentCall, callId);
    Atomics.store(this.#cancel, CANCEL.current, caller);
    this.#publish();
  }

  end(): void {
    Atomics.store(this.#control, CELL.currentCall, 0);
    Atomics.store(this.#cancel, CANCEL.current, 0);
    this.#publish();
  }

  count(counts: Readonly<Partial<Record<Cell, number>>>): void {
    let isNew = false;
    for (const [cell, value] of Object.entries(counts))
      if (Atomics.exchange(this.#control, CELL[cell as Cell], value) !== value) isNew = true;
    if (isNew) this.#publish();
  }

  /** Calls of that caller are to give up as soon as they are entered. */
  cancel(caller: number): void {
    Atomics.store(this.#cancel, CANCEL.caller, caller);
  }

  /** Whether the caller has given up, as far as the cells tell. */
  isCancelled(caller: number): boolean {
    return caller !== 0 && Atomics.load(this.#cancel, CANCEL.caller) === caller;
  }

  /** Whether a job is this worker's to run. */
  takes({ claim, jobId }: { readonly claim: number; readonly jobId: number }): boolean {
    return takeClaim(this.#control, claim, jobId);
  }
}
