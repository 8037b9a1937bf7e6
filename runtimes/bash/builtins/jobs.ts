import type { Job, Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { forgetJob, jobLine, jobOf } from "./jobs-list.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";

export const jobs = defineBuiltin({
  name: "jobs",
  usage: "jobs [-lnprs] [jobspec ...] or jobs -x command [args]",
  summary: "Shows the jobs of the shell.",
  async run(shell, args, process) {
    const options = parseOptions(args, "lnprsx");
    shell.refreshJobs();
    const { operands } = options;
    if (options.has("x")) return shell.callCommand(operands.map((operand) => withPid(shell, operand)));
    let status = 0;
    let shown: Job[] = [...shell.jobs];
    if (operands.length > 0) {
      shown = [];
      for (const operand of operands) {
        const job = await findJob(shell, operand);
        if (job !== undefined) shown.push(job);
        else {
          await shell.error(`jobs: ${operand}: no such job`);
          status = 1;
        }
      }
    }
    if (options.has("r")) shown = shown.filter(({ state }) => state === "running");
    if (options.has("s")) shown = shown.filter(({ state }) => state === "stopped");
    const text = shown
      .map((job) => (options.has("p") ? `${job.pids[0] ?? job.pgid}\n` : jobLine(shell, job, options.has("l"))))
      .join("");
    for (const job of shown) if (job.state === "done") forgetJob(shell, job);
    return (await printOutput(shell, process, "jobs", text)) || status;
  },
});

async function findJob(shell: Shell, spec: string): Promise<Job | undefined> {
  try {
    return jobOf(shell, spec);
  } catch (error) {
    if (!(error instanceof BuiltinFailure)) throw error;
    await shell.error(`jobs: ${error.message}`);
    return undefined;
  }
}

function withPid(shell: Shell, operand: string): string {
  const job = operand.startsWith("%") ? jobOf(shell, operand) : undefined;
  return job === undefined ? operand : String(job.pgid);
}
