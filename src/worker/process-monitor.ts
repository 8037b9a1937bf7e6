import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { ANSWERS, ANSWERS_FD, COMMAND_BYTES, COMMANDS, COMMANDS_FD, Records, record } from "./status-records.ts";
import { cancelCaller, cancelWorker, withdrawClaim } from "./worker-cells.ts";

/* The thread of a worker process that is never busy: it obeys main, and ends the process when it must not go on. */

export interface MonitorData {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly cancel: Int32Array<SharedArrayBuffer>;
}

const MEMORY_EVERY_MS = 25;
const MIB = 1024 * 1024;

const { control, cancel } = workerData as MonitorData;
const records = new Records(COMMAND_BYTES);
const commands = new Socket({ fd: COMMANDS_FD, readable: true, writable: false });

commands.on("data", (chunk: Buffer) => {
  for (const [command, claim = 0, jobId = 0] of records.take(chunk)) {
    if (command === COMMANDS.cancel) cancelWorker({ cancel });
    else if (command === COMMANDS.stop) cancelCaller({ cancel }, claim);
    else if (command === COMMANDS.withdraw)
      writeSync(ANSWERS_FD, record(withdrawClaim(control, claim, jobId) ? ANSWERS.withdrawn : ANSWERS.begun, jobId));
  }
});
// Main is gone, perhaps killed.
commands.on("close", end);
commands.on("error", end);

parentPort?.once("message", (maxBytes: number) => {
  setInterval(() => {
    const usedBytes = process.memoryUsage.rss();
    if (usedBytes <= maxBytes) return;
    writeSync(ANSWERS_FD, record(ANSWERS.memory, Math.round(usedBytes / MIB)));
    end();
  }, MEMORY_EVERY_MS);
});

function end(): void {
  process.kill(process.pid, "SIGKILL");
}
