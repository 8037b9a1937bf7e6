/* `fg` and `bg`, `disown` and `suspend`: what a job is to the shell. */

import type { Process } from "../../kernel/process.ts";
import type { Job, Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { currentJob, forgetJob, jobOf, jobOfPid } from "./jobs-list.ts";
import { integerOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export const fg = defineBuiltin({
  name: "fg",
  usage: "fg [job_spec]",
  summary: "Goes on with a job, and waits for it.",
  async run(shell, args, process) {
    const job = requireJob(shell, parseOptions(args, "").operands[0]);
    await printOutput(shell, process, "fg", `${job.command}\n`);
    resume(shell, job);
    const status = await shell.waitForJob(job, true);
    forgetJob(shell, job);
    return status;
  },
});

export const bg = defineBuiltin({
  name: "bg",
  usage: "bg [job_spec ...]",
  summary: "Goes on with jobs in the background.",
  async run(shell, args, process) {
    const { operands } = parseOptions(args, "");
    for (const spec of operands.length > 0 ? operands : [undefined]) await background(shell, process, spec);
    return 0;
  },
});

async function background(shell: Shell, process: Process, spec: string | undefined): Promise<void> {
  const job = requireJob(shell, spec);
  const isRunning = job.state === "running";
  resume(shell, job);
  if (isRunning) await shell.error(`bg: job ${job.number} already in background`);
  else
    await printOutput(
      shell,
      process,
      "bg",
      `[${job.number}]${job === currentJob(shell) ? "+" : " "} ${job.command} &\n`,
    );
}

function requireJob(shell: Shell, spec: string | undefined): Job {
  if (!shell.options.set.monitor) throw new BuiltinFailure("no job control");
  const job = jobOf(shell, spec ?? "%+");
  if (job === undefined) throw new BuiltinFailure(`${spec ?? "current"}: no such job`);
  return job;
}

function resume(shell: Shell, job: Job): void {
  if (job.state !== "stopped") return;
  shell.kernel.kill(-job.pgid, "SIGCONT");
  job.state = "running";
}

export const disown = defineBuiltin({
  name: "disown",
  usage: "disown [-h] [-ar] [jobspec ... | pid ...]",
  summary: "Makes the shell forget jobs.",
  async run(shell, args) {
    const options = parseOptions(args, "ahr");
    const { operands } = options;
    if (operands.length === 0 && (options.has("a") || options.has("r"))) {
      for (const job of [...shell.jobs])
        if (!options.has("r") || job.state === "running") drop(shell, job, options.has("h"));
      return 0;
    }
    let status = 0;
    for (const spec of operands.length > 0 ? operands : ["%+"]) {
      const pid = integerOf(spec);
      const job = pid === undefined ? jobOf(shell, spec) : jobOfPid(shell, pid);
      if (job !== undefined) drop(shell, job, options.has("h"));
      else {
        await shell.error(`disown: ${operands.length > 0 ? spec : "current"}: no such job`);
        status = 1;
      }
    }
    return status;
  },
});

/** `-h` only keeps the hangup of the shell from the job: it stays among the jobs. */
function drop(shell: Shell, job: Job, onlyHangup: boolean): void {
  if (!onlyHangup) shell.jobs.splice(shell.jobs.indexOf(job), 1);
}

export const suspend = defineBuiltin({
  name: "suspend",
  usage: "suspend [-f]",
  summary: "Stops the shell until it is sent SIGCONT.",
  run(shell, args) {
    const options = parseOptions(args, "f");
    if (!shell.options.set.monitor) throw new BuiltinFailure("cannot suspend: no job control");
    if (shell.options.shopt.login_shell && !options.has("f")) throw new BuiltinFailure("cannot suspend a login shell");
    shell.kernel.kill(shell.process.pid, "SIGSTOP");
    return 0;
  },
});
