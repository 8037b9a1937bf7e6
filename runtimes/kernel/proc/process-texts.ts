import { MAX_DESCRIPTORS } from "../descriptor-table.ts";
import type { Process, ProcessState } from "../process.ts";
import { MAX_PROCESSES } from "../process-table.ts";
import { SIGNALS, type SignalName } from "../signals.ts";

/*
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html, proc_pid_stat.5.html and proc_pid_limits.5.html. What the
 * kernel doesn't know of its processes, time and memory, is shown as none.
 */

/** Linux cuts the name of a process. */
const MAX_NAME_CHARS = 15;
const TICKS_PER_SECOND = 100;
const STATES: Readonly<Record<ProcessState, { readonly letter: string; readonly word: string }>> = {
  runs: { letter: "R", word: "running" },
  sleeps: { letter: "S", word: "sleeping" },
  stopped: { letter: "T", word: "stopped" },
  ended: { letter: "Z", word: "zombie" },
};
const ALL_CAPABILITIES = "000001ffffffffff";
const NO_SIGNALS = "0".repeat(16);

export function nameOf({ programName }: Process): string {
  return programName.slice(0, MAX_NAME_CHARS);
}

/** Arguments, or an environment: each ends with a NUL. */
export function terminated(texts: Iterable<string>): string {
  return Array.from(texts, (text) => `${text}\0`).join("");
}

export function statusText(process: Process): string {
  const { pid, ppid, pgid, sid, umask } = process;
  const { letter, word } = STATES[process.state];
  const rows: readonly (readonly [string, string | number])[] = [
    ["Name", nameOf(process)],
    ["Umask", umask.toString(8).padStart(4, "0")],
    ["State", `${letter} (${word})`],
    ["Tgid", pid],
    ["Ngid", 0],
    ["Pid", pid],
    ["PPid", ppid],
    ["TracerPid", 0],
    ["Uid", "0\t0\t0\t0"],
    ["Gid", "0\t0\t0\t0"],
    ["FDSize", 256],
    ["Groups", "0 "],
    ["NStgid", pid],
    ["NSpid", pid],
    ["NSpgid", pgid],
    ["NSsid", sid],
    ...["VmPeak", "VmSize", "VmLck", "VmPin", "VmHWM", "VmRSS"].map((name) => [name, "       0 kB"] as const),
    ["Threads", 1],
    ["SigQ", `0/${MAX_PROCESSES}`],
    ["SigPnd", NO_SIGNALS],
    ["ShdPnd", NO_SIGNALS],
    ["SigBlk", NO_SIGNALS],
    ["SigIgn", signalMask((signal) => process.disposition(signal) === "ignore")],
    ["SigCgt", signalMask((signal) => typeof process.disposition(signal) === "function")],
    ["CapInh", NO_SIGNALS],
    ["CapPrm", ALL_CAPABILITIES],
    ["CapEff", ALL_CAPABILITIES],
    ["CapBnd", ALL_CAPABILITIES],
    ["CapAmb", NO_SIGNALS],
    ["NoNewPrivs", 0],
    ["Seccomp", 0],
    ["Cpus_allowed", 1],
    ["Cpus_allowed_list", 0],
    ["Mems_allowed_list", 0],
    ["voluntary_ctxt_switches", 0],
    ["nonvoluntary_ctxt_switches", 0],
  ];
  return rows.map(([name, value]) => `${name}:\t${value}\n`).join("");
}

/** Of a process that is neither favoured nor held back. */
const PRIORITY = 20;

/** One line of 52 fields. @param bootMs when the machine began, in milliseconds since the epoch */
export function statText(process: Process, bootMs: number): string {
  const { pid, ppid, pgid, sid, niceness } = process;
  const { letter } = STATES[process.state];
  const startTicks = Math.max(0, Math.floor(((process.startedAtMs - bootMs) * TICKS_PER_SECOND) / 1000));
  const priority = [PRIORITY + niceness, niceness, 1, 0];
  const fields = [ppid, pgid, sid, 0, -1, 0, ...zeros(8), ...priority, startTicks, ...zeros(15), 17, ...zeros(14)];
  return `${pid} (${nameOf(process)}) ${letter} ${fields.join(" ")}\n`;
}

const LIMITS: readonly (readonly [name: string, soft: string | number, hard: string | number, unit: string])[] = [
  ["Max cpu time", "unlimited", "unlimited", "seconds"],
  ["Max file size", "unlimited", "unlimited", "bytes"],
  ["Max data size", "unlimited", "unlimited", "bytes"],
  ["Max stack size", "unlimited", "unlimited", "bytes"],
  ["Max core file size", 0, 0, "bytes"],
  ["Max resident set", "unlimited", "unlimited", "bytes"],
  ["Max processes", MAX_PROCESSES, MAX_PROCESSES, "processes"],
  ["Max open files", MAX_DESCRIPTORS, MAX_DESCRIPTORS, "files"],
  ["Max locked memory", "unlimited", "unlimited", "bytes"],
  ["Max address space", "unlimited", "unlimited", "bytes"],
  ["Max file locks", "unlimited", "unlimited", "locks"],
  ["Max pending signals", "unlimited", "unlimited", "signals"],
  ["Max msgqueue size", "unlimited", "unlimited", "bytes"],
  ["Max nice priority", 0, 0, ""],
  ["Max realtime priority", 0, 0, ""],
  ["Max realtime timeout", "unlimited", "unlimited", "us"],
];

/** What the machine has room for; limits that a shell has set for itself are not in it. */
export function limitsText(): string {
  const row = (name: string, soft: string | number, hard: string | number, unit: string): string =>
    `${name.padEnd(25)} ${String(soft).padEnd(20)} ${String(hard).padEnd(20)} ${unit.padEnd(10)}\n`;
  return row("Limit", "Soft Limit", "Hard Limit", "Units") + LIMITS.map((limit) => row(...limit)).join("");
}

function zeros(count: number): readonly number[] {
  return new Array<number>(count).fill(0);
}

/** As 16 hexadecimal digits; the first signal is the lowest bit. */
function signalMask(isIn: (signal: SignalName) => boolean): string {
  let mask = 0;
  for (const name of Object.keys(SIGNALS) as SignalName[]) if (isIn(name)) mask += 2 ** (SIGNALS[name] - 1);
  return mask.toString(16).padStart(16, "0");
}
