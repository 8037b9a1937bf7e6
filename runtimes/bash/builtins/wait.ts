import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Job, Shell } from "../execution/shell.ts";
import { TrapTable } from "../execution/traps.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { forgetJob, jobOf, jobOfPid } from "./jobs-list.ts";
import { parseReference } from "./names.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { assignReference } from "./variable-targets.ts";

const NOT_FOUND = 127;

export const wait = defineBuiltin({
  name: "wait",
  usage: "wait [-fn] [-p var] [id ...]",
  summary: "Waits for processes and jobs, and tells their status.",
  async run(shell, args) {
    const options = parseOptions(args, "fnp:");
    const variable = options.value("p");
    if (variable !== undefined) {
      if (parseReference(variable) === undefined) throw new BuiltinFailure(`\`${variable}': not a valid identifier`);
      shell.variables.unset(variable);
    }
    try {
      const ended = options.has("n")
        ? await waitForNext(shell, options.operands)
        : await waitForAll(shell, options.operands);
      if (variable !== undefined && ended.pid !== undefined) await assignReference(shell, variable, String(ended.pid));
      return ended.status;
    } catch (error) {
      if (error instanceof SystemError && error.code === "EINTR") {
        await shell.process.checkpoint();
        return interruptedStatus(shell);
      }
      throw error;
    }
  },
});

interface Ended {
  readonly status: number;
  readonly pid?: number | undefined;
}

async function waitForAll(shell: Shell, ids: readonly string[]): Promise<Ended> {
  if (ids.length === 0) {
    for (const job of [...shell.jobs]) {
      await shell.waitForJob(job);
      forgetJob(shell, job);
    }
    return { status: 0 };
  }
  let last: Ended = { status: 0 };
  for (const id of ids) last = await waitForOne(shell, id);
  return last;
}

async function waitForOne(shell: Shell, id: string): Promise<Ended> {
  const pid = id.startsWith("%") ? undefined : integerOf(id);
  if (!id.startsWith("%") && (pid === undefined || pid < 0)) {
    await shell.error(`wait: \`${id}': not a pid or valid job spec`);
    return { status: 1 };
  }
  const job = pid === undefined ? jobOf(shell, id) : jobOfPid(shell, pid);
  if (job !== undefined) return waitForJob(shell, job);
  const known = pid === undefined ? undefined : shell.builtins.endedStatuses.get(pid);
  if (known !== undefined) return { status: known, pid };
  const child = pid === undefined ? undefined : await waitForChild(shell, pid);
  if (child !== undefined) return { status: child, pid };
  await shell.error(pid === undefined ? `wait: ${id}: no such job` : `wait: pid ${pid} is not a child of this shell`);
  return { status: NOT_FOUND };
}

/** A child that is no job: a process substitution. */
async function waitForChild(shell: Shell, pid: number): Promise<number | undefined> {
  try {
    const ended = await shell.kernel.wait(shell.process, pid);
    if (ended === undefined) return undefined;
    const { status } = ended;
    const code = status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
    shell.builtins.endedStatuses.set(pid, code);
    return code;
  } catch (error) {
    if (error instanceof SystemError && error.code === "ECHILD") return undefined;
    throw error;
  }
}

async function waitForJob(shell: Shell, job: Job): Promise<Ended> {
  const status = await shell.waitForJob(job);
  forgetJob(shell, job);
  return { status, pid: job.pids.at(-1) };
}

/** `-n`: for whichever ends first. */
async function waitForNext(shell: Shell, ids: readonly string[]): Promise<Ended> {
  const jobs: Job[] = ids.length === 0 ? [...shell.jobs] : [];
  for (const id of ids) {
    const pid = id.startsWith("%") ? undefined : integerOf(id);
    const job = pid === undefined ? jobOf(shell, id) : jobOfPid(shell, pid);
    if (job !== undefined) jobs.push(job);
    else {
      const known = pid === undefined ? undefined : shell.builtins.endedStatuses.get(pid);
      if (known !== undefined) return { status: known, pid };
      await shell.error(`wait: ${id}: no such job`);
    }
  }
  if (jobs.length === 0) return { status: NOT_FOUND };
  shell.refreshJobs();
  const done = jobs.find(({ state }) => state === "done");
  if (done !== undefined) return waitForJob(shell, done);
  const first = await Promise.race(jobs.map(async (job) => ({ job, status: await shell.waitForJob(job) })));
  forgetJob(shell, first.job);
  return { status: first.status, pid: first.job.pids.at(-1) };
}

/** A signal with a trap has come: 128 and its number. */
function interruptedStatus(shell: Shell): number {
  const signal = shell.traps instanceof TrapTable ? shell.traps.pending[0] : undefined;
  return 128 + (signal === undefined ? SIGNALS.SIGINT : SIGNALS[signal]);
}
