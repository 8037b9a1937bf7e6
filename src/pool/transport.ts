import type { FromWorker, ToWorker } from "../worker/protocol.ts";

/** What the pool needs of a worker, be it a thread or a process. */
export interface WorkerTransport {
  /** What the worker is at, by the numbers of CELL: its own cells, or a copy as they are now. */
  readCells(): Int32Array;
  /** Ordered; never throws, also when the worker is gone. */
  post(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  /** Tells calls of the worker to give up, whatever it is at. */
  cancel(): void;
  /** Tells the calls of a caller to give up, if one of them runs at this moment. */
  cancelCaller(caller: number): void;
  /** Takes back a job that the worker has not begun. The answer may come later, or never if the worker is lost. */
  withdraw(claim: number, jobId: number, answer: (isWithdrawn: boolean) => void): void;
  /** Ends the worker. Resolves when it is gone, which may be never if it is a thread stuck in native code. Idempotent. */
  terminate(): Promise<void>;
  /** How long past the limit of its call the worker may be silent, as the machine is now. */
  graceMs(): number;
  /** Whether a running worker keeps the process from exiting. */
  keepAlive(keep: boolean): void;
}

/** Why a worker is gone, as far as that can be told. */
export interface Loss {
  readonly reason: string;
  /**
   * `memory`: it had no more, of its own or of what it may have. `time`: a guest didn't stop at its limit. `stop`: it didn't stop
   * when its caller gave up.
   */
  readonly cause: "memory" | "time" | "stop" | "unknown";
}

export interface TransportEvents {
  onMessage(message: FromWorker): void;
  /** Once: the worker died or was ended. What it was at is in the cells. */
  onGone(loss: Loss): void;
}

export type StartWorker = (events: TransportEvents) => WorkerTransport;
