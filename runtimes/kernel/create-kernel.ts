import { FIRST_PID } from "../abi/shell.ts";
import { DescriptionCounts } from "./descriptor-table.ts";
import { HostFiles } from "./host-files.ts";
import type { KernelOptions, Machine } from "./machine.ts";
import { MachineKernel } from "./machine-kernel.ts";
import { MAX_PROCESSES, ProcessTable } from "./process-table.ts";
import { SystemFiles } from "./system-files.ts";
import { Timers } from "./timers.ts";

const GIB = 1024 * 1024 * 1024;

/** Puts a machine together. All of its state is in what is returned. */
export function createKernel(options: KernelOptions): Machine {
  const { files: functions, registers, window, now, random, maxFileBytes = GIB, firstPid = FIRST_PID } = options;
  const { maxProcesses = MAX_PROCESSES, system = new SystemFiles(() => registers) } = options;
  return new MachineKernel({
    options,
    files: new HostFiles({ functions, registers, window, devices: { now, random }, maxFileBytes, system }),
    table: new ProcessTable(maxProcesses, firstPid),
    counts: new DescriptionCounts(),
    timers: new Timers(options.onNextWake),
  });
}
