import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { FromWorker, ToWorker } from "../worker/protocol.ts";

/** What the pool needs of a worker, be it a thread or a process. */
export interface WorkerTransport {
  /** Ordered; never throws, also when the worker is gone. */
  post(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  /** Ends the worker. Resolves when it is gone, which may be never if it is stuck in native code. Idempotent. */
  terminate(): Promise<void>;
  /** Whether a running worker keeps the process from exiting. */
  keepAlive(keep: boolean): void;
}

export interface TransportEvents {
  onMessage(message: FromWorker): void;
  /** Once: the worker died or was ended. */
  onGone(reason: string): void;
}

export type StartWorker = (events: TransportEvents) => WorkerTransport;

/** From a checkout the worker is started from TypeScript, as installed from JavaScript. */
const ENTRY = new URL(`../worker/entry${extname(import.meta.url)}`, import.meta.url);

/** Starts a worker as a thread of this process. */
export const startThread: StartWorker = (events) => {
  const worker = new Worker(ENTRY, {
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    // v8.queryObjects, which src/isolate/kept-handles.ts uses, would warn that it is experimental.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    name: "slotbox",
  });
  let gone = false;
  const end = (reason: string): void => {
    if (gone) return;
    gone = true;
    events.onGone(reason);
  };
  worker.on("message", (message: FromWorker) => events.onMessage(message));
  worker.on("error", (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on("exit", (code) => end(`exit code ${code}`));
  return {
    post: (message, transfer) => {
      if (!gone) worker.postMessage(message, transfer);
    },
    terminate: async () => {
      await worker.terminate();
    },
    keepAlive: (keep) => {
      if (keep) worker.ref();
      else worker.unref();
    },
  };
};
