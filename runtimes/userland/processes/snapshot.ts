import type { Kernel } from "../../kernel/kernel.ts";
import type { Process, ProcessState } from "../../kernel/process.ts";
import { INIT_PID } from "../../kernel/process-table.ts";

/** A process, as programs see it that tell of processes. */
export interface Row {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly state: ProcessState;
  readonly niceness: number;
  readonly startedAtMs: number;
  /** Of at most 15 characters, as Linux has it. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

const NAME_CHARS = 15;

/** All processes by their numbers, with the one that adopts orphans, which is none of the kernel's. */
export function snapshot(kernel: Kernel): Row[] {
  const rows = kernel.processes.map(rowOf).sort((a, b) => a.pid - b.pid);
  const [first] = rows;
  const init: Row = {
    pid: INIT_PID,
    ppid: 0,
    pgid: INIT_PID,
    sid: INIT_PID,
    state: "sleeps",
    niceness: 0,
    startedAtMs: first?.startedAtMs ?? kernel.now(),
    name: "init",
    args: ["init"],
    env: new Map(),
  };
  return [init, ...rows];
}

function rowOf(process: Process): Row {
  const { pid, ppid, pgid, sid, state, niceness, startedAtMs, programName, args, env } = process;
  return { pid, ppid, pgid, sid, state, niceness, startedAtMs, name: programName.slice(0, NAME_CHARS), args, env };
}

/** The line it was called with; in brackets its name, if that is not known any more. */
export function commandLine({ state, name, args }: Row): string {
  return state === "ended" || args.length === 0 ? `[${name}]${state === "ended" ? " <defunct>" : ""}` : args.join(" ");
}

/** As `ps` writes it: one letter. */
export function stateLetter(state: ProcessState): string {
  return { runs: "R", sleeps: "S", stopped: "T", ended: "Z" }[state];
}
