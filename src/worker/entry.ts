import v8 from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { DEFAULT_LIMITS } from "../limits.ts";
import { createSystemLayout } from "../volume/system-layout.ts";
import { Volume } from "../volume/volume.ts";
import { IsolateShelf } from "./isolate-shelf.ts";
import type { FromWorker, ToWorker, WorkerInit } from "./protocol.ts";
import { Runner } from "./runner.ts";

/* A worker thread's entry: the only file here with side effects. */

// With it, V8 can replace a running loop by one that never looks whether it should stop: neither timeout nor memory
// limit acts then. It must be set before the first isolate is made.
v8.setFlagsFromString("--no-concurrent-recompilation");

const port = parentPort;
if (!port) throw new Error("this module is a worker's entry, not a program");

const init = workerData as WorkerInit;
const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const shelf = new IsolateShelf(init, new Volume(DEFAULT_LIMITS));
const system = createSystemLayout(shelf.commandNames());
const runner = new Runner(init, shelf, system, post);
port.on("message", (message: ToWorker) => runner.receive(message));
post({ type: "ready" });
