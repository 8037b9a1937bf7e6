import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { MAX_WATCHDOG_MS } from "../timing/grace-times.ts";
import type { FromWorker } from "../worker/protocol.ts";
import { cancelCaller, cancelWorker, newWorkerCells, withdrawClaim } from "../worker/worker-cells.ts";
import type { Loss, StartWorker } from "./transport.ts";

/** From a checkout the worker is started from TypeScript, as installed from JavaScript. */
const ENTRY = new URL(`../worker/thread-entry${extname(import.meta.url)}`, import.meta.url);

/** What it counts belongs to the process: all its threads share it. */
const { typesInProcess } = newWorkerCells();

/** Starts a worker as a thread of this process. */
export const startThread: StartWorker = (events) => {
  const cells = newWorkerCells(typesInProcess);
  const { control } = cells;
  const worker = new Worker(ENTRY, {
    workerData: cells,
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    // v8.queryObjects, which src/isolate/kept-handles.ts uses, would warn that it is experimental.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    name: "slotbox",
  });
  let isGone = false;
  const end = (loss: Loss): void => {
    if (isGone) return;
    isGone = true;
    events.onGone(loss);
  };
  worker.on("message", (message: FromWorker) => events.onMessage(message));
  worker.on("error", (error) => end(lossBy(error)));
  worker.on("exit", (code) => end({ reason: `exit code ${code}`, cause: "unknown" }));
  return {
    readCells: () => control,
    post: (message, transfer) => {
      if (!isGone) worker.postMessage(message, transfer);
    },
    cancel: () => cancelWorker(cells),
    cancelCaller: (caller) => cancelCaller(cells, caller),
    withdraw: (claim, jobId, answer) => answer(withdrawClaim(control, claim, jobId)),
    graceMs: () => MAX_WATCHDOG_MS,
    terminate: async () => {
      await worker.terminate();
    },
    keepAlive: (keep) => {
      if (keep) worker.ref();
      else worker.unref();
    },
  };
};

function lossBy(error: unknown): Loss {
  const reason = error instanceof Error ? error.message : String(error);
  const isMemory = (error as NodeJS.ErrnoException | null)?.code === "ERR_WORKER_OUT_OF_MEMORY";
  return { reason, cause: isMemory ? "memory" : "unknown" };
}
