import type { ExitStatus } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { forgetJob, jobLine } from "../builtins/jobs-list.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import type { Job } from "./shell.ts";
import { reportSignal, statusOf } from "./waiting.ts";

/** What runs in the background. */
export class JobTable {
  readonly jobs: Job[];
  /** Jobs of the parent that a subshell only shows. */
  readonly #foreign: ReadonlySet<Job>;

  constructor(parent?: JobTable) {
    this.jobs = parent ? parent.jobs.map((job) => ({ ...job })) : [];
    this.#foreign = new Set(this.jobs);
  }

  add(pids: readonly number[], command: string, pgid: number): Job {
    const number = this.jobs.reduce((highest, job) => Math.max(highest, job.number), 0) + 1;
    const job: Job = { number, pgid, pids, command, state: "running", status: 0 };
    this.jobs.push(job);
    return job;
  }

  /** Learns which have ended, without waiting. */
  refresh(shell: BashShell): void {
    for (const job of this.jobs) {
      if (job.state !== "running" || this.#foreign.has(job)) continue;
      const pid = job.pids.at(-1);
      if (pid === undefined) continue;
      try {
        const ended = shell.kernel.wait(shell.process, pid, { noHang: true });
        if (isPending(ended) || ended === undefined) continue;
        end(job, ended.status);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        if (error.code === "ECHILD") job.state = "done";
      }
    }
  }

  /** Tells of those that have ended, and forgets them: bash does that when it has waited for a command. */
  async tell(shell: BashShell): Promise<void> {
    if (this.jobs.length === 0) return;
    this.refresh(shell);
    for (const job of [...this.jobs]) {
      if (job.state !== "done" || this.#foreign.has(job)) continue;
      await this.#tell(shell, job);
      forgetJob(shell, job);
    }
  }

  async #tell(shell: BashShell, job: Job): Promise<void> {
    const { signal } = job;
    const pid = job.pids.at(-1) ?? job.pgid;
    const isTold = signal !== undefined && (await reportSignal(shell, pid, signal, job.command, false));
    if (!isTold && shell.options.set.monitor) await shell.process.printError(jobLine(shell, job));
  }

  /** Whether a child that is no job has ended; it is forgotten then. */
  hasEnded(shell: BashShell, pid: number): boolean {
    try {
      return shell.kernel.wait(shell.process, pid, { noHang: true }) !== undefined;
    } catch (error) {
      if (error instanceof SystemError) return true;
      throw error;
    }
  }

  /** @throws SystemError EINTR */
  async wait(shell: BashShell, job: Job, isForeground = false): Promise<number> {
    const pid = job.pids.at(-1);
    if (job.state === "done" || pid === undefined) return job.status;
    try {
      const ended = await shell.kernel.wait(shell.process, pid);
      if (ended) {
        end(job, ended.status);
        if (!isForeground) await this.#tell(shell, job);
        if (shell.traps.has("SIGCHLD")) await shell.process.checkpoint();
      }
    } catch (error) {
      if (error instanceof SystemError && error.code === "EINTR") {
        // The handler tells which signal it was.
        await shell.process.checkpoint();
        shell.traps.endIfKilled();
      }
      if (!(error instanceof SystemError) || error.code !== "ECHILD") throw error;
    }
    job.state = "done";
    return job.status;
  }
}

function end(job: Job, status: ExitStatus): void {
  job.state = "done";
  job.status = statusOf(status);
  if (status.kind === "signalled") job.signal = status.signal;
}
