import { expect, it, vi } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ProgramResult } from "../../src/machine/process/process.ts";
import type { MachineScope } from "../../src/machine/scope.ts";
import type { ShellMachine, ShellOutcome } from "../../src/machine/shell/shell-machine.ts";
import type { ToolContext } from "../../src/tools/tool.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { WorkerParts } from "../../src/worker/parts.ts";
import type { FromWorker, WorkerCall } from "../../src/worker/protocol.ts";
import { Runner } from "../../src/worker/runner.ts";
import { newWorkerCells } from "../../src/worker/worker-cells.ts";
import { WorkerStatus } from "../../src/worker/worker-status.ts";

type Results = Extract<FromWorker, { type: "results" }>;

/** A runner whose programs do what the test says; all it posts is collected. */
function startRunner(
  run: (context: ToolContext) => ProgramResult,
  machine: Partial<ShellMachine> = {},
): { runner: Runner; posted: Results[]; next: () => Promise<void> } {
  const posted: Results[] = [];
  let heard = Promise.withResolvers<void>();
  const init = {
    limits: DEFAULT_LIMITS,
    env: {},
    template: EMPTY_DELTA,
  };
  const cells = newWorkerCells();
  const parts = {
    init,
    cancel: cells.cancel,
    machines: {
      hasRoom: true,
      counts: { made: 0, lent: 0, bound: 0, ready: 0 },
      lend: (scope: MachineScope) => Object.assign(machine, { scope }),
      giveBack: () => {},
    },
    launcher: { run },
    sessions: { takeSlotsWithout: () => [] },
    system: createBareVolume(DEFAULT_LIMITS),
    prepare: () => false,
    improve: () => false,
  } as unknown as WorkerParts;
  const runner = new Runner(parts, new WorkerStatus(cells), (message) => {
    if (message.type === "results") posted.push(message);
    heard.resolve();
    heard = Promise.withResolvers();
  });
  return { runner, posted, next: () => heard.promise };
}

const call = (callId: number, tool: WorkerCall["call"]): WorkerCall => ({
  callId,
  call: tool,
  timeoutMs: 10_000,
  caller: 0,
  endsBatch: false,
});

it("a fault of slotbox's own costs its call, which commits nothing; the calls after it begin again elsewhere", () => {
  const { runner, posted } = startRunner(({ volume }) => {
    volume.writeFile("/workspace/half", Buffer.from("written"));
    throw new Error("a fault");
  });
  const write = { tool: "write_file", args: { path: "whole", content: "x" } } as const;
  const job = (jobId: number, calls: readonly WorkerCall[]) => ({
    jobId,
    claim: jobId,
    slotKey: 7,
    source: { kind: "template" } as const,
    shellState: "",
    leavings: undefined,
    calls,
  });
  runner.receive({
    type: "run",
    jobs: [job(1, [call(1, write), call(2, { tool: "run", args: { program: "x" } }), call(3, write)])],
    forget: [],
  });
  const done = posted.flatMap((message) => message.done);
  expect(done.map(({ callId, result }) => [callId, result.metadata.outcome])).toEqual([
    [1, "ok"],
    [2, "worker-lost"],
  ]);
  expect(done[1]?.result.error).toMatch(/^Internal error: .*a fault/);
  expect(done[1]?.delta).toEqual(EMPTY_DELTA);
  expect(posted.flatMap(({ droppedReplicas }) => droppedReplicas)).toEqual([7]);
  expect(posted.flatMap(({ finishedJobs }) => finishedJobs)).toEqual([1]);
  // Main must not hear of the end of the job before it hears that the worker is free: nothing else keeps it alive then.
  expect(posted.at(-1)).toMatchObject({ idle: true, finishedJobs: [1] });
});

const FINISHED: ShellOutcome = {
  kind: "finished",
  exitCode: 0,
  stdout: "",
  stderr: "",
  flags: 0,
  state: "",
  processes: 0,
};

/** A shell that sleeps a hundred-thousandth of a second again and again; collects the deadlines it is woken with. */
function sleeper(naps: number): { machine: Partial<ShellMachine>; deadlines: number[] } {
  const deadlines: number[] = [];
  const nap = (): ShellOutcome => ({ kind: "waiting", wakeAtMs: Date.now() + 0.01 });
  const machine = {
    run: nap,
    wake: (deadlineMs: number) => {
      deadlines.push(deadlineMs);
      return deadlines.length < naps ? nap() : FINISHED;
    },
  };
  return { machine, deadlines };
}

const bash = { tool: "bash", args: { command: "x" } } as const;

it("a call that sleeps is not given time for what timers are late by", async () => {
  const { machine, deadlines } = sleeper(40);
  const { runner, posted, next } = startRunner(() => {
    throw new Error("no program is wanted");
  }, machine);
  const job = {
    jobId: 1,
    claim: 1,
    slotKey: 7,
    source: { kind: "template" },
    shellState: "",
    leavings: undefined,
    calls: [call(1, bash)],
  } as const;
  runner.receive({ type: "run", jobs: [job], forget: [] });
  while (posted.every(({ done }) => done.length === 0)) await next();
  expect(deadlines).toHaveLength(40);
  expect(new Set(deadlines).size).toBe(1);
});

it("a call that sleeps is given the time that calls of other slots took", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const deadlines: number[] = [];
  const machine = {
    run: (): ShellOutcome => ({ kind: "waiting", wakeAtMs: Date.now() + 5 }),
    wake: (deadlineMs: number) => {
      deadlines.push(deadlineMs);
      return FINISHED;
    },
  };
  const { runner, posted } = startRunner(() => {
    vi.setSystemTime(Date.now() + 30);
    return { exitCode: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), endedBy: undefined, quotaError: undefined };
  }, machine);
  const template = { kind: "template" } as const;
  const other = { tool: "run", args: { program: "x" } } as const;
  runner.receive({
    type: "run",
    jobs: [
      { jobId: 1, claim: 1, slotKey: 7, source: template, shellState: "", leavings: undefined, calls: [call(1, bash)] },
      {
        jobId: 2,
        claim: 2,
        slotKey: 8,
        source: template,
        shellState: "",
        leavings: undefined,
        calls: [call(2, other)],
      },
    ],
    forget: [],
  });
  vi.useRealTimers();
  expect(posted.flatMap(({ done }) => done)).toHaveLength(2);
  expect(deadlines).toEqual([1_000_000 + 10_000 + 25]);
});
