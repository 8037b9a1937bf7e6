import "./install-globals.ts";
import { SHELL_GLOBAL, type ShellGuest, type ShellRunOptions } from "../abi/shell.ts";
import { SystemFiles } from "../kernel/system-files.ts";
import { freezeForSnapshot, freezeUnfinished } from "./freeze-intrinsics.ts";
import { host, registers } from "./host.ts";
import { publishNextWake } from "./next-wake.ts";
import { ShellCall } from "./shell-call.ts";
import { userland } from "./userland.ts";

const programs = userland();
const system = new SystemFiles(registers);

/** The call that runs, or the last one, if processes of it do. */
let call: ShellCall | undefined;

function run(command: string, serializedOptions: string): void {
  const options = JSON.parse(serializedOptions) as ShellRunOptions;
  if (call) {
    call.goOn(command, options);
    return;
  }
  const current = new ShellCall(options, { programs, system }, publishNextWake, () => finish(current));
  call = current;
  publishNextWake(options.deadlineMs);
  current.run(command);
}

function wake(deadlineMs: number): void {
  if (!call) return;
  call.moveDeadline(deadlineMs);
  call.wake();
  if (call) publishNextWake(call.nextWakeMs);
}

function finish(current: ShellCall): void {
  if (call !== current) return;
  if (current.isOver) {
    call = undefined;
    // The next call may be another slot's.
    publishNextWake(Number.POSITIVE_INFINITY);
  }
  const { exitCode, stdout, stderr, flags, state } = current.result();
  host().finish(exitCode, stdout, stderr, flags, state);
}

function partialOutput(): string {
  return call ? call.partialOutput() : "\0";
}

const guest: ShellGuest = {
  run,
  wake,
  hangUp: () => call?.hangUp(),
  processCount: () => call?.processCount ?? 0,
  systemCall(id, pid, name, a, b, payload) {
    call?.systemCall(id, pid, name, a, b, payload);
  },
  programEnded(pid, exitCode) {
    call?.programEnded(pid, exitCode);
  },
  partialOutput,
  seal: () => freezeUnfinished(unfinished),
  commandNames: () => [...programs.keys()].join(" "),
};
(globalThis as unknown as Record<string, unknown>)[SHELL_GLOBAL] = guest;
const unfinished = freezeForSnapshot();
