import type { Kernel } from "../../kernel/kernel.ts";
import type { ExitStatus, Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { launch } from "../launch.ts";
import { quoted } from "../program/quoting.ts";
import type { FindRun } from "./find-run.ts";

interface ChildOptions {
  /** Where it runs, if that is another directory; without links. */
  readonly cwd?: string | undefined;
  /** Whether it reads what this program reads. */
  readonly hasInput: boolean;
}

/** Runs a command to its end. @returns whether it says that all went well @throws Failure, SystemError */
export async function runChild(run: FindRun, args: readonly string[], options: ChildOptions): Promise<boolean> {
  const { process, kernel } = run.call;
  await run.outputs.flushStandard();
  const { pid } = kernel.fork(process, (own) => become(own, kernel, args, options));
  const status = await endOf(process, kernel, pid);
  if (status.kind === "exited") return status.code === 0;
  await run.say(`${quoted(args[0] ?? "")} terminated by signal ${SIGNALS[status.signal]}`);
  return false;
}

function become(
  own: Process,
  kernel: Kernel,
  args: readonly string[],
  { cwd, hasInput }: ChildOptions,
): Promise<number> {
  if (cwd !== undefined) own.cwd = cwd;
  if (!hasInput && own.descriptors.has(0)) own.descriptors.close(0);
  return launch(own, kernel, args);
}

async function endOf(process: Process, kernel: Kernel, pid: number): Promise<ExitStatus> {
  for (;;) {
    try {
      const ended = await kernel.wait(process, pid);
      if (ended) return ended.status;
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
      await process.checkpoint();
    }
  }
}
