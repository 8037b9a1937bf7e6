import { writeSync } from "node:fs";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { setEngineFlags } from "../isolate/engine-flags.ts";
import type { MonitorData } from "./process-monitor.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { serve } from "./serve.ts";
import { CELLS_FD } from "./status-records.ts";
import { CELL, newWorkerCells } from "./worker-cells.ts";

/*
 * A worker process's entry. Guests run on this thread, which hears nothing meanwhile; a second one does: it ends the process
 * when main is gone or memory runs out, whatever this thread is at.
 */

setEngineFlags();

const cells = newWorkerCells();
const { control, cancel } = cells;
const monitor = new Worker(new URL(`./process-monitor${extname(import.meta.url)}`, import.meta.url), {
  workerData: { control, cancel } satisfies MonitorData,
  resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  name: "slotbox monitor",
});
monitor.unref();

/** What main is to see of the cells. */
const published = new Uint8Array(control.buffer, 0, CELL.claims * Int32Array.BYTES_PER_ELEMENT);

const receive = serve(
  {
    post: (message: FromWorker) => void process.send?.(message),
    publishCells: () => void writeSync(CELLS_FD, published, 0, published.length, 0),
  },
  cells,
);
process.on("message", (message: ToWorker) => {
  if (message.type === "init") monitor.postMessage(message.init.maxProcessBytes);
  receive(message);
});
