import type { Kernel, UserProgram } from "../../../../runtimes/kernel/kernel.ts";
import type { Process } from "../../../../runtimes/kernel/process.ts";
import { SIGNALS, type SignalName } from "../../../../runtimes/kernel/signals.ts";
import { SystemError } from "../../../../runtimes/kernel/system-error.ts";

const TIMED_OUT = 124;
const NOT_FOUND = 127;

/** Finds a program along PATH. */
function pathOf(process: Process, kernel: Kernel, name: string): string | undefined {
  if (name.includes("/")) return name.startsWith("/") ? name : `${process.cwd}/${name}`;
  const folders = (process.env.get("PATH") ?? "").split(":");
  return folders.map((folder) => `${folder}/${name}`).find((path) => kernel.filesOf(process).exists(path));
}

async function become(process: Process, kernel: Kernel, args: readonly string[]): Promise<number> {
  const path = pathOf(process, kernel, args[0] ?? "");
  if (path === undefined) return NOT_FOUND;
  process.args = args;
  return kernel.execute(process, path);
}

export const nohup: UserProgram = (process, kernel) => {
  process.setDisposition("SIGHUP", "ignore");
  return become(process, kernel, process.args.slice(1));
};

/** `timeout [-s SIGNAL] SECONDS COMMAND [ARG …]` */
export const timeout: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  const signal: SignalName = args[0] === "-s" ? signalOf(args.splice(0, 2)[1] ?? "") : "SIGTERM";
  const [seconds = "0", ...command] = args;
  const child = kernel.fork(process, (forked) => become(forked, kernel, command));
  let isOut = false;
  const watch = kernel.fork(process, async (forked) => {
    await kernel.sleep(forked, Number(seconds) * 1000);
    isOut = true;
    kernel.kill(child.pid, signal);
    return 0;
  });
  const ended = await kernel.wait(process, child.pid);
  try {
    kernel.kill(watch.pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
  }
  await kernel.wait(process, watch.pid);
  if (isOut && signal === "SIGKILL") kernel.kill(process.pid, signal);
  if (isOut) return TIMED_OUT;
  const status = ended?.status;
  if (status === undefined) return NOT_FOUND;
  return status.kind === "exited" ? status.code : 128 + SIGNALS[status.signal];
};

function signalOf(name: string): SignalName {
  const full = `SIG${name.replace(/^SIG/, "")}`;
  const found = Object.keys(SIGNALS).find((one) => one === full);
  return (found as SignalName | undefined) ?? "SIGTERM";
}
