import { parentPort } from "node:worker_threads";
import { setEngineFlags } from "../isolate/engine-flags.ts";
import { createWorkerParts } from "./parts.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { Runner } from "./runner.ts";

/* A worker thread's entry: the only file here with side effects. */

setEngineFlags();

const port = parentPort;
if (!port) throw new Error("this module is a worker's entry, not a program");
const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

let runner: Runner | undefined;
port.on("message", (message: ToWorker) => {
  if (message.type === "end") process.exit();
  if (message.type === "run") {
    runner?.receive(message);
    return;
  }
  if (message.type === "hangUp") {
    runner?.hangUp(message.slotKeys);
    return;
  }
  runner = new Runner(createWorkerParts(message.init), post);
  post({ type: "ready" });
  runner.prepare();
});
