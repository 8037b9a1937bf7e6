import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { availableParallelism, loadavg } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { watchdogMs } from "../timing/grace-times.ts";
import { fromWorkerSchema } from "../worker/message-schemas.ts";
import type { FromWorker } from "../worker/protocol.ts";
import { ANSWER_BYTES, ANSWERS, ANSWERS_FD, COMMANDS, COMMANDS_FD, Records, record } from "../worker/status-records.ts";
import { CellsFile } from "./cells-file.ts";
import { workerPermissions } from "./process-permissions.ts";
import type { Loss, StartWorker, TransportEvents, WorkerTransport } from "./transport.ts";

const ENTRY = fileURLToPath(new URL(`../worker/process-entry${extname(import.meta.url)}`, import.meta.url));
/** What is kept of what Node or V8 print when they end the process. */
const MAX_LAST_WORDS = 4096;
/** V8's and Node's words when an allocation has failed. */
const NO_MEMORY = /out of memory|allocation failed|invalid (?:array|string|table size|size)|Ineffective mark-compacts/i;

/**
 * Starts workers as processes of their own, which a fault of V8 ends without harm to this one.
 * @param writable folders that they may write to, beside reading what they are made of
 */
export function startProcesses(writable: readonly string[]): StartWorker {
  const execArgv = ["--disable-warning=ExperimentalWarning", ...workerPermissions(writable)];
  return (events) => startProcess(events, execArgv);
}

function startProcess(events: TransportEvents, execArgv: readonly string[]): WorkerTransport {
  const cells = new CellsFile();
  const child = fork(ENTRY, [], {
    execArgv: [...execArgv],
    serialization: "advanced",
    env: {},
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe", "ipc", "pipe", "pipe", cells.fd],
  });
  const withdrawals = new Map<number, (isWithdrawn: boolean) => void>();
  let isGone = false;
  let usedMiB: number | undefined;
  let lastWords = "";

  const answers = new Records(ANSWER_BYTES);
  streamOf(child, ANSWERS_FD).on("data", (chunk: Buffer) => {
    for (const [kind, value = 0] of answers.take(chunk)) {
      if (kind === ANSWERS.memory) usedMiB = value;
      else {
        withdrawals.get(value)?.(kind === ANSWERS.withdrawn);
        withdrawals.delete(value);
      }
    }
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    lastWords = `${lastWords}${chunk.toString("latin1")}`.slice(0, MAX_LAST_WORDS);
  });
  child.on("message", (value) => {
    const message = fromWorkerSchema.safeParse(value);
    if (!message.success) {
      lastWords = "a message that is none";
      child.kill("SIGKILL");
      return;
    }
    events.onMessage(message.data as FromWorker);
  });
  const commands = streamOf(child, COMMANDS_FD);
  const command = (...numbers: readonly [number, number, number]): void => {
    if (!isGone) commands.write(record(...numbers));
  };
  // The process may end at any moment; "close" tells of it, when all that it has said has been read.
  for (const stream of [commands, child.stderr, streamOf(child, ANSWERS_FD)]) stream?.on("error", () => {});
  child.on("error", (error) => end({ reason: error.message, cause: "unknown" }));
  child.on("close", (code, signal) => end(lossOf(code, signal, usedMiB, lastWords)));
  const gone = Promise.withResolvers<void>();
  function end(loss: Loss): void {
    if (isGone) return;
    isGone = true;
    withdrawals.clear();
    cells.close();
    gone.resolve();
    events.onGone(loss);
  }

  return {
    readCells: () => cells.read(),
    post: (message) => {
      if (!isGone && child.connected) child.send(message, () => {});
    },
    cancel: () => command(COMMANDS.cancel, 0, 0),
    cancelCaller: (caller) => command(COMMANDS.stop, caller, 0),
    withdraw: (claim, jobId, answer) => {
      withdrawals.set(jobId, answer);
      command(COMMANDS.withdraw, claim, jobId);
    },
    graceMs: () => watchdogMs(machineLoad()),
    terminate: () => {
      child.kill("SIGKILL");
      return gone.promise;
    },
    keepAlive: (keep) => {
      const change = keep ? "ref" : "unref";
      child[change]();
      child.channel?.[change]();
      for (const stream of child.stdio) (stream as Socket | null)?.[change]();
    },
  };
}

function streamOf(child: ChildProcess, fd: number): Socket {
  return child.stdio[fd as 4] as unknown as Socket;
}

function lossOf(code: number | null, signal: string | null, usedMiB: number | undefined, lastWords: string): Loss {
  if (usedMiB !== undefined) return { reason: `its worker took ${usedMiB} MiB`, cause: "memory" };
  const [line = ""] = /[^\n]*(?:fatal|error)[^\n]*/i.exec(lastWords) ?? [];
  const how = signal ? `ended by ${signal}` : `exit code ${code}`;
  return {
    reason: line === "" ? how : `${how}: ${line.trim()}`,
    cause: NO_MEMORY.test(lastWords) ? "memory" : "unknown",
  };
}

/** How many threads of the machine want to run for each processor, over the last minute. */
function machineLoad(): number {
  const [load = 0] = loadavg();
  return load / availableParallelism();
}
