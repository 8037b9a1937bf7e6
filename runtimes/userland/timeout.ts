import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SIGNALS, type SignalName } from "../kernel/signals.ts";
import { SystemError } from "../kernel/system-error.ts";
import { launch } from "./launch.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";
import { signalOf } from "./signal-names.ts";
import { parseIntervalMs } from "./time-interval.ts";

/** The status of a command that was stopped. */
const TIMED_OUT = 124;
const FAILED = 125;

/* https://www.gnu.org/software/coreutils/timeout */

const OPTIONS = {
  foreground: { letters: "f", about: "signal COMMAND alone, not what it has started" },
  "kill-after": { letters: "k", value: "DURATION", about: "send KILL so much later if it still runs" },
  "preserve-status": { letters: "p", about: "end with the status of COMMAND, not 124" },
  signal: { letters: "s", value: "SIGNAL", about: "send SIGNAL, not TERM" },
  verbose: { letters: "v", about: "say what is sent" },
} as const;

export const timeout = program({
  name: "timeout",
  usage: ["[OPTION] DURATION COMMAND [ARG]...", "[OPTION]"],
  about:
    "Starts COMMAND, and ends it if it still runs after DURATION: seconds (s), minutes (m), hours (h) or days (d). The status is then 124, or 137 after KILL.",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  failureStatus: FAILED,
  run: ({ options, operands, process, kernel, name }) => {
    const signals = options.values("signal").map((text) => {
      const named = signalOf(text);
      if (!named) throw new UsageError(`${quoted(text)}: invalid signal`);
      return named;
    });
    const killAfter = options.value("kill-after");
    return supervise(process, kernel, operands, {
      signal: signals.at(-1) ?? "SIGTERM",
      killAfterMs: killAfter === undefined ? undefined : intervalMs(killAfter),
      preservesStatus: options.has("preserve-status"),
      isVerbose: options.has("verbose"),
      isForeground: options.has("foreground"),
      name,
    });
  },
});

/** @throws UsageError */
function intervalMs(text: string): number {
  const ms = parseIntervalMs(text);
  if (ms === undefined) throw new UsageError(`invalid time interval ${quoted(text)}`);
  return ms;
}

interface Supervision {
  readonly signal: SignalName;
  readonly killAfterMs: number | undefined;
  readonly preservesStatus: boolean;
  readonly isVerbose: boolean;
  readonly isForeground: boolean;
  readonly name: string;
}

async function supervise(
  process: Process,
  kernel: Kernel,
  args: readonly string[],
  { signal, killAfterMs, preservesStatus, isVerbose, isForeground, name }: Supervision,
): Promise<number> {
  const [interval, command] = args;
  if (interval === undefined || command === undefined) throw new UsageError("");
  const limitMs = intervalMs(interval);
  const child = kernel.fork(process, (own) => launch(own, kernel, args.slice(1)), { group: "own" });
  // One time for both: what is stopped by the deadline must find that the signal is due.
  const deadlineMs = Math.ceil(kernel.now() + limitMs);
  if (limitMs > 0) child.foreignDeadlineMs = Math.min(child.foreignDeadlineMs, deadlineMs);
  let isStopped = false;
  const stop = async (sent: SignalName): Promise<void> => {
    isStopped = true;
    if (isVerbose) await process.printError(`${name}: sending signal ${sent.slice(3)} to command ‘${command}’\n`);
    try {
      kernel.kill(isForeground ? child.pid : -child.pid, sent);
      // It is in the group, too, and can't ignore that.
      if (sent === "SIGKILL" && !isForeground) kernel.kill(process.pid, sent);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  };
  const alarm =
    limitMs > 0
      ? kernel.fork(process, async (own) => {
          await kernel.sleepUntil(own, deadlineMs);
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
}
