import { parentPort, workerData } from "node:worker_threads";
import { setEngineFlags } from "../isolate/engine-flags.ts";
import { serve } from "./serve.ts";
import type { WorkerCells } from "./worker-cells.ts";

/* A worker thread's entry. Its cells come with it. */

setEngineFlags();

const port = parentPort;
if (!port) throw new Error("this module is a worker thread's entry, not a program");
port.on(
  "message",
  serve({ post: (message, transfer) => port.postMessage(message, transfer) }, workerData as WorkerCells),
);
