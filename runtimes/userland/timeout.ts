import type { UserProgram } from "../kernel/kernel.ts";
import { SIGNALS, type SignalName } from "../kernel/signals.ts";
import { SystemError } from "../kernel/system-error.ts";
import { badOption, fail, programName } from "./input.ts";
import { launch } from "./launch.ts";
import { parseIntervalMs } from "./time-interval.ts";

/** The status of a command that was stopped. */
const TIMED_OUT = 124;
const FAILED = 125;

/** `timeout [-s SIGNAL] [-k DURATION] [-v] [--preserve-status] [--foreground] DURATION COMMAND [ARG …]` */
export const timeout: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  let signal: SignalName = "SIGTERM";
  let [killAfterMs, preservesStatus, isVerbose]: [number | undefined, boolean, boolean] = [undefined, false, false];
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[0]) {
    args.shift();
    if (arg === "--") break;
    const [option = "", inline] = arg.startsWith("--")
      ? arg.split(/=(.*)/s)
      : [arg.slice(0, 2), arg.slice(2) || undefined];
    if (option === "-s" || option === "--signal") {
      const text = inline ?? args.shift() ?? "";
      const named = signalOf(text);
      if (!named) return fail(process, `‘${text}’: invalid signal`, FAILED);
      signal = named;
    } else if (option === "-k" || option === "--kill-after") {
      const text = inline ?? args.shift() ?? "";
      killAfterMs = parseIntervalMs(text);
      if (killAfterMs === undefined) return badInterval(text);
    } else if (option === "-p" || option === "--preserve-status") preservesStatus = true;
    else if (option === "-v" || option === "--verbose") isVerbose = true;
    else if (option !== "-f" && option !== "--foreground")
      return badOption(process, option.startsWith("--") ? option : option.slice(1), FAILED);
  }
  const [interval, command] = args;
  if (interval === undefined || command === undefined) {
    const name = programName(process);
    await process.printError(`${name}: missing operand\nTry '${name} --help' for more information.\n`);
    return FAILED;
  }
  const limitMs = parseIntervalMs(interval);
  if (limitMs === undefined) return badInterval(interval);

  const child = kernel.fork(process, (own) => launch(own, kernel, args.slice(1)), { group: "own" });
  // One time for both: what is stopped by the deadline must find that the signal is due.
  const deadlineMs = Math.ceil(kernel.now() + limitMs);
  if (limitMs > 0) child.foreignDeadlineMs = Math.min(child.foreignDeadlineMs, deadlineMs);
  let isStopped = false;
  const stop = async (sent: SignalName): Promise<void> => {
    isStopped = true;
    if (isVerbose)
      await process.printError(`${programName(process)}: sending signal ${sent.slice(3)} to command ‘${command}’\n`);
    try {
      kernel.kill(-child.pid, sent);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  };
  const alarm =
    limitMs > 0
      ? kernel.fork(process, async (own) => {
          await kernel.sleep(own, deadlineMs - kernel.now());
          await stop(signal);
          if (killAfterMs === undefined) return 0;
          await kernel.sleep(own, killAfterMs);
          await stop("SIGKILL");
          return 0;
        })
      : undefined;
  for (const forwarded of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)
    process.setDisposition(forwarded, () => stop(forwarded));
  const status = await waitFor(child.pid);
  if (alarm) {
    if (kernel.process(alarm.pid)) kernel.kill(alarm.pid, "SIGKILL");
    await waitFor(alarm.pid);
  }
  if (isStopped && !preservesStatus) return status === 128 + SIGNALS.SIGKILL ? status : TIMED_OUT;
  return status;

  function badInterval(text: string): Promise<number> {
    return fail(
      process,
      `invalid time interval ‘${text}’\nTry '${programName(process)} --help' for more information.`,
      FAILED,
    );
  }

  /** A signal's handler interrupts waiting, which then goes on. */
  async function waitFor(pid: number): Promise<number> {
    for (;;) {
      try {
        const ended = await kernel.wait(process, pid);
        if (!ended) return 0;
        return ended.status.kind === "exited" ? ended.status.code : 128 + SIGNALS[ended.status.signal];
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
        await process.checkpoint();
      }
    }
  }
};

function signalOf(text: string): SignalName | undefined {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, "")}`;
  return (Object.keys(SIGNALS) as SignalName[]).find(
    (known) => known === name || SIGNALS[known] === Number(text || Number.NaN),
  );
}
