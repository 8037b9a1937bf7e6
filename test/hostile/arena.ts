import { availableParallelism, loadavg } from "node:os";
import { createBackend, type ExecutionResult, type Outcome, type Slot, type ToolBackend } from "../../src/index.ts";
import { WATCHDOG_MS } from "../../src/timing/grace-times.ts";
import { ESCAPED, type HostileProgram } from "./programs/program.ts";

export type Isolation = "thread" | "process";

export interface Trial {
  /** What is wrong, if anything. */
  readonly faults: readonly string[];
  readonly outcome: string;
  /** Whether it cost its worker. */
  readonly isLost: boolean;
  /** How much longer than its limit and its grace the call took, in milliseconds. */
  readonly lateMs: number;
  readonly durationMs: number;
}

const LIMIT_MS = 1000;
/** So that what has another end than the clock's meets it, however busy the machine is. */
const PATIENT_MS = 60_000;
/** For messages from and to a worker, and the time between two looks of the watchdog. */
const WAY_MS = 200;
const SLEEP_SECONDS = 0.3;
const PRECIOUS = "precious";
const WARM_UP = { bash: ":", javascript: "0", python: "0" } as const;

/** Two workers, one of which somebody else's call sleeps in while a hostile one runs. */
export class Arena implements AsyncDisposable {
  readonly #isolation: Isolation;
  #backend: Promise<ToolBackend>;

  constructor(isolation: Isolation) {
    this.#isolation = isolation;
    this.#backend = newBackend(isolation);
  }

  async try(program: HostileProgram): Promise<Trial> {
    const backend = await this.#backend;
    const [slot, otherSlot] = await Promise.all([backend.acquire(), backend.acquire()]);
    await run(backend, slot, "bash", `echo ${PRECIOUS} > ${PRECIOUS}`);
    // Else the time that the interpreter takes to start would count.
    if (program.tool !== "bash") await run(backend, slot, program.tool, WARM_UP[program.tool]);
    const sleeper = run(backend, otherSlot, "bash", `sleep ${SLEEP_SECONDS}; echo awake`);
    const limitMs = program.limitMs ?? limitMsOf(program.outcomes);
    const { tool, code } = program;
    const startMs = performance.now();
    const end = await run(backend, slot, tool, code, limitMs);
    const durationMs = Math.round(performance.now() - startMs);
    const [after, awake] = await Promise.all([run(backend, slot, "bash", `cat ${PRECIOUS}; echo alive`), sleeper]);
    const isLost = backend.stats().workersReplaced > 0;
    const faults = [
      ...faultsOf(program, end),
      ...(after.output === `${PRECIOUS}\nalive` ? [] : [`the next call: ${brief(after)}`]),
      ...(awake.output === "awake" || (isLost && this.#isolation === "thread") ? [] : [`a sleeper: ${brief(awake)}`]),
    ];
    if (isLost) await this.#renew();
    else for (const each of [slot, otherSlot]) await backend.release(each, { resetWorkspace: true });
    const graceMs = WAY_MS + WATCHDOG_MS * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
    return {
      faults,
      outcome: end.metadata.outcome,
      isLost,
      lateMs: Math.max(0, Math.round(durationMs - limitMs - graceMs)),
      durationMs,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#backend).stop({ purge: true });
  }

  /** A worker that has just been replaced is not there yet, so that others would share one with the next program. */
  async #renew(): Promise<void> {
    await (await this.#backend).stop({ purge: true });
    this.#backend = newBackend(this.#isolation);
  }
}

function limitMsOf(outcomes: readonly Outcome[]): number {
  if (!outcomes.includes("timeout")) return PATIENT_MS;
  return outcomes.length === 1 ? LIMIT_MS : 2 * LIMIT_MS;
}

function newBackend(isolation: Isolation): Promise<ToolBackend> {
  return createBackend({
    isolation,
    workers: 2,
    limits: { maxMemoryMiB: 128, maxWorkspaceBytes: 32 << 20, maxFiles: 5000, maxOutputBytes: 1 << 20 },
  });
}

function run(
  backend: ToolBackend,
  slot: Slot,
  tool: HostileProgram["tool"],
  code: string,
  timeoutMs = PATIENT_MS,
): Promise<ExecutionResult> {
  return backend.execute({ slot, tool, args: tool === "bash" ? { command: code } : { code }, timeoutMs });
}

function faultsOf({ outcomes, prints = "" }: HostileProgram, end: ExecutionResult): string[] {
  const faults: string[] = [];
  const printed = `${end.output}\n${end.error}`;
  if (!outcomes.includes(end.metadata.outcome)) faults.push(`not ${outcomes.join(" or ")}: ${brief(end)}`);
  else if (!printed.includes(prints)) faults.push(`did not print ${prints}: ${brief(end)}`);
  if (printed.includes(ESCAPED)) faults.push(`got out: ${brief(end)}`);
  return faults;
}

function brief({ metadata, output, error }: ExecutionResult): string {
  const text = (long: string): string =>
    JSON.stringify(long.length > 200 ? `${long.slice(0, 100)}…${long.slice(-100)}` : long);
  return `${metadata.outcome} ${text(output)} ${text(error)}`;
}
