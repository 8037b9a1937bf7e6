import ivm from "isolated-vm";
import { guestBundle } from "../isolate/guest-bundle.ts";
import { collectDiscardedHandles, discardedHandleGroups, KeptHandles } from "../isolate/kept-handles.ts";
import { createFileCapability } from "../machine/file-capability.ts";
import { MachinePool } from "../machine/machine-pool.ts";
import { NodePrograms } from "../machine/node/node-programs.ts";
import { nodeIsolates } from "../machine/node/snapshot.ts";
import { ProgramRunner } from "../machine/program-runner.ts";
import { PythonPrograms } from "../machine/python/python-programs.ts";
import { type MachineScope, newScope } from "../machine/scope.ts";
import { ShellMachine } from "../machine/shell/shell-machine.ts";
import { Programs } from "../machine/wasi/programs.ts";
import { memoryInfo } from "../volume/memory-info.ts";
import { createSystemLayout } from "../volume/system-layout.ts";
import { Volume } from "../volume/volume.ts";
import { LiveSessions } from "./live-sessions.ts";
import { ProgramLauncher } from "./program-launcher.ts";
import type { WorkerInit } from "./protocol.ts";
import type { WorkerCells } from "./worker-cells.ts";

/** Collecting takes milliseconds: it waits for a pause of work, and for so many discarded isolates. */
const COLLECT_WHEN_IDLE = 128;
const MIB = 1024 * 1024;

/** All that a worker is made of. */
export interface WorkerParts {
  readonly init: WorkerInit;
  /** See WorkerCells. */
  readonly cancel: Int32Array<SharedArrayBuffer>;
  readonly machines: MachinePool;
  readonly launcher: ProgramLauncher;
  readonly sessions: LiveSessions;
  /** The layout all slots of this worker see behind their own files; it has an executable for each command of the shell. */
  readonly system: Volume;
  /** One short step towards what calls to come need; says whether there is more to do. */
  prepare(): boolean;
  /** One short step towards what only makes calls to come faster; says whether there is more to do. */
  improve(): boolean;
}

/** Puts a worker's parts together. Makes the first machine, which proves that machines can be made. */
export function createWorkerParts(init: WorkerInit, cells: WorkerCells): WorkerParts {
  const { limits } = init;
  const { maxMemoryMiB } = limits;
  const { cancel } = cells;
  // A snapshot that isolates are made of must be in memory of this thread.
  const bytes = new Uint8Array(init.snapshot).buffer;
  const snapshot = new KeptHandles().keep(new ivm.ExternalCopy(bytes, { transferOut: true }));
  const machines = new MachinePool(new Volume(limits), {
    ...init.machines,
    maxIdleBytes: (maxMemoryMiB * MIB) / 2,
    make: (scope: MachineScope) =>
      new ShellMachine({
        snapshot,
        memoryLimitMiB: maxMemoryMiB,
        cancel: cancel.buffer,
        scope,
        isSealed: !init.machines.freshContexts,
        files: (registers, window) => createFileCapability(scope, registers, window),
        programs: { load: (...start) => programs.load(...start) },
        limits,
      }),
  });
  const programs = new ProgramRunner({
    wasi: new Programs(() => guestBundle("wasi"), maxMemoryMiB, cells),
    python: new PythonPrograms({
      ready: init.python.ready,
      imageFolders: init.python.imageFolder === null ? init.cacheFolders : [init.python.imageFolder],
      packages: init.python.packages.searchPath,
      readGuestCode: () => guestBundle("python"),
      memoryLimitMiB: maxMemoryMiB,
      cancel,
    }),
    node: new NodePrograms(nodeIsolates(maxMemoryMiB, init.cacheFolders), cancel),
    machines,
    cancel,
  });
  const system = createSystemLayout(commandNames(machines), init.commands, {
    ...init.python.packages.files,
    "/proc/meminfo": new TextEncoder().encode(memoryInfo(maxMemoryMiB)),
  });
  machines.nowhere = new Volume(limits, system);
  return {
    init,
    cancel,
    machines,
    launcher: new ProgramLauncher(programs, init.program),
    sessions: new LiveSessions(init.maxLiveSessions),
    system,
    prepare: () => {
      if (machines.refill() || programs.refill()) return true;
      if (discardedHandleGroups() < COLLECT_WHEN_IDLE) return false;
      collectDiscardedHandles();
      return true;
    },
    improve: () => machines.warmUpFurther(),
  };
}

function commandNames(machines: MachinePool): string[] {
  const machine = machines.lend(newScope(-1, machines.nowhere, 0));
  const names = machine.commandNames();
  machines.giveBack(machine);
  return names;
}
