import { setTimeout } from "node:timers/promises";
import ivm from "isolated-vm";
import type { ShellRunOptions } from "../../runtimes/abi/shell.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { createFileCapability } from "../../src/machine/file-capability.ts";
import { MachinePool, type MachinePoolOptions } from "../../src/machine/machine-pool.ts";
import { type MachineScope, newScope } from "../../src/machine/scope.ts";
import { ShellMachine, type ShellOutcome } from "../../src/machine/shell/shell-machine.ts";
import { shellSnapshot } from "../../src/machine/shell/snapshot.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";

const KEPT: object[] = [];

/** Machines as a worker has them, but that they start no programs of other runtimes. */
export function startMachines(options: Partial<MachinePoolOptions> = {}): {
  pool: MachinePool;
  newVolume: () => Volume;
} {
  const snapshot = new ivm.ExternalCopy(new Uint8Array(new Uint8Array(shellSnapshot())).buffer);
  KEPT.push(snapshot);
  const pool = new MachinePool(new Volume(DEFAULT_LIMITS), {
    maxMachines: 8,
    readyMachines: 1,
    freshContexts: false,
    maxIdleBytes: Number.MAX_SAFE_INTEGER,
    make: (scope: MachineScope) =>
      new ShellMachine({
        snapshot,
        memoryLimitMiB: 128,
        cancel: new SharedArrayBuffer(4),
        scope,
        isSealed: !(options.freshContexts ?? false),
        files: (registers, window) => createFileCapability(scope, registers, window),
        programs: { load: () => undefined },
        limits: DEFAULT_LIMITS,
      }),
    ...options,
  });
  const first = pool.lend(newScope(0, pool.nowhere, 0));
  const system = createSystemLayout(first.commandNames());
  pool.giveBack(first);
  pool.nowhere = new Volume(DEFAULT_LIMITS, system);
  return { pool, newVolume: () => new Volume(DEFAULT_LIMITS, system) };
}

const RUN: Omit<ShellRunOptions, "deadlineMs"> = {
  cwd: "/workspace",
  env: {},
  state: undefined,
  maxOutputBytes: 1e6,
  maxResultChars: 1e6,
  maxStateBytes: 1e6,
};

/** Runs a command to its end, timers included, in a machine that is lent for it. */
export async function runIn(
  machine: ShellMachine,
  command: string,
  options: Partial<ShellRunOptions> = {},
): Promise<Exclude<ShellOutcome, { kind: "waiting" }>> {
  const deadlineMs = Date.now() + 60_000;
  let outcome = machine.run(command, { ...RUN, deadlineMs, ...options });
  while (outcome.kind === "waiting") {
    await setTimeout(Math.max(0, outcome.wakeAtMs - Date.now()));
    if (Date.now() >= outcome.wakeAtMs) outcome = machine.wake(options.deadlineMs ?? deadlineMs);
  }
  return outcome;
}
