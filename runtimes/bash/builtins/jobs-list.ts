/* Jobs as builtins name and show them. */

import { SIGNALS } from "../../kernel/signals.ts";
import type { Job, Shell } from "../execution/shell.ts";
import { SIGNAL_TEXTS } from "../signal-texts.ts";
import { BuiltinFailure } from "./failure.ts";

/** The job that `%+` means: the one stopped last, or else the one begun last. */
export function currentJob(shell: Shell): Job | undefined {
  const live = shell.jobs.filter(({ state }) => state !== "done");
  return live.findLast(({ state }) => state === "stopped") ?? live.at(-1) ?? shell.jobs.at(-1);
}

export function previousJob(shell: Shell): Job | undefined {
  const current = currentJob(shell);
  const others = shell.jobs.filter((job) => job !== current);
  return (
    others.findLast(({ state }) => state === "stopped") ??
    others.findLast(({ state }) => state === "running") ??
    others.at(-1)
  );
}

/** `%1`, `%%`, `%+`, `%-`, `%text`, `%?text`. @returns nothing if there is none @throws BuiltinFailure if it could be several */
export function jobOf(shell: Shell, spec: string): Job | undefined {
  const text = spec.startsWith("%") ? spec.slice(1) : spec;
  if (text === "" || text === "%" || text === "+") return currentJob(shell);
  if (text === "-") return previousJob(shell) ?? currentJob(shell);
  if (/^[0-9]+$/.test(text)) return shell.jobs.find(({ number }) => number === Number(text));
  const found = shell.jobs.filter(({ command }) =>
    text.startsWith("?") ? command.includes(text.slice(1)) : command.startsWith(text),
  );
  if (found.length > 1) throw new BuiltinFailure(`${text}: ambiguous job spec`);
  return found[0];
}

export function jobOfPid(shell: Shell, pid: number): Job | undefined {
  return shell.jobs.find(({ pids }) => pids.includes(pid));
}

/** `[1]+  Running                 sleep 1 &` */
export function jobLine(shell: Shell, job: Job, showsPid = false): string {
  const mark = job === currentJob(shell) ? "+" : job === previousJob(shell) ? "-" : " ";
  const pid = showsPid ? `${job.pids[0] ?? job.pgid} ` : "";
  return `[${job.number}]${mark}  ${pid}${stateText(job).padEnd(24)}${job.command}${job.state === "running" ? " &" : ""}\n`;
}

function stateText({ state, status }: Job): string {
  if (state === "running") return "Running";
  if (state === "stopped") return "Stopped";
  if (status === 0) return "Done";
  const signal = Object.entries(SIGNALS).find(([, number]) => number === status - 128);
  return (signal === undefined ? undefined : SIGNAL_TEXTS[signal[0]]) ?? `Exit ${status}`;
}

/** A job that has ended and was told of goes; its status can still be asked for by its process. */
export function forgetJob(shell: Shell, job: Job): void {
  const index = shell.jobs.indexOf(job);
  if (index !== -1) shell.jobs.splice(index, 1);
  if (job.state !== "done") return;
  const last = job.pids.at(-1);
  if (last !== undefined) shell.builtins.endedStatuses.set(last, job.status);
}
