import type { Process } from "../../kernel/process.ts";
import type { SignalName } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest, usageFailure } from "./failure.ts";
import { jobOf } from "./jobs-list.ts";
import { integerOf } from "./numbers.ts";
import { printOutput } from "./output.ts";
import { isKernelSignal, signalNameOf, signalNumberOf, signalOf, signalTable } from "./signal-names.ts";

export const kill = defineBuiltin({
  name: "kill",
  usage: "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]",
  summary: "Sends a signal to processes or jobs.",
  async run(shell, args, process) {
    const request = parseKill(args);
    if (request.lists) return list(shell, process, request.operands);
    if (request.operands.length === 0) throw usageFailure();
    let status = 1;
    for (const operand of request.operands) if (await send(shell, operand, request.signal)) status = 0;
    // A signal to itself has its effect before what follows.
    await process.checkpoint();
    return status;
  },
});

interface KillRequest {
  readonly lists: boolean;
  /** Nothing: only ask whether the process is there. */
  readonly signal: SignalName | undefined;
  readonly operands: readonly string[];
}

function parseKill(args: readonly string[]): KillRequest {
  let signal: SignalName | undefined = "SIGTERM";
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--help") throw new HelpRequest();
    if (arg === "-l" || arg === "-L") return { lists: true, signal, operands: args.slice(at + 1) };
    if (arg === "--") {
      at++;
      break;
    }
    if (arg === "-s" || arg === "-n") {
      const value = args[++at];
      if (value === undefined) throw new BuiltinFailure(`${arg}: option requires an argument`);
      signal = requireSignal(value);
    } else if (/^-[sn]./.test(arg)) signal = requireSignal(arg.slice(2));
    else if (arg.startsWith("-")) {
      signal = requireSignal(arg.slice(1));
      at++;
      break;
    } else break;
  }
  if (args[at] === "--") at++;
  return { lists: false, signal, operands: args.slice(at) };
}

function requireSignal(text: string): SignalName | undefined {
  if (text === "0" || text.toUpperCase() === "EXIT") return undefined;
  const name = text === "" ? undefined : signalOf(text);
  if (name === undefined || !isKernelSignal(name)) throw new BuiltinFailure(`${text}: invalid signal specification`);
  return name;
}

async function send(shell: Shell, operand: string, signal: SignalName | undefined): Promise<boolean> {
  if (operand.startsWith("%")) {
    const job = jobOf(shell, operand);
    if (job === undefined) return complain(shell, `${operand}: no such job`);
    const targets = shell.options.set.monitor ? [-job.pgid] : job.pids;
    let isSent = false;
    for (const pid of targets) isSent = trySend(shell, pid, signal) === undefined || isSent;
    return isSent || complain(shell, `(${job.pids[0]}) - No such process`);
  }
  const pid = integerOf(operand);
  if (operand === "") return complain(shell, "`': not a pid or valid job spec");
  if (pid === undefined) return complain(shell, `${operand}: arguments must be process or job IDs`);
  const error = trySend(shell, pid === 0 ? -shell.process.pgid : pid, signal);
  return error === undefined || complain(shell, `(${pid}) - ${error.message}`);
}

function trySend(shell: Shell, pid: number, signal: SignalName | undefined): SystemError | undefined {
  try {
    shell.kernel.kill(pid, signal);
    return undefined;
  } catch (error) {
    if (error instanceof SystemError) return error;
    throw error;
  }
}

async function complain(shell: Shell, message: string): Promise<false> {
  await shell.error(`kill: ${message}`);
  return false;
}

/** `kill -l 9`, `kill -l TERM`, `kill -l 143`. */
async function list(shell: Shell, process: Process, operands: readonly string[]): Promise<number> {
  if (operands.length === 0) return printOutput(shell, process, "kill", signalTable());
  let status = 0;
  let text = "";
  for (const operand of operands) {
    if (/^[0-9]+$/.test(operand)) {
      const number = Number(operand);
      const name = number > 64 && number < 128 ? undefined : signalNameOf(number > 128 ? number - 128 : number);
      if (name !== undefined) {
        text += `${name.replace(/^SIG/, "")}\n`;
        continue;
      }
    } else {
      const number = signalNumberOf(operand);
      if (number !== undefined) {
        text += `${number}\n`;
        continue;
      }
    }
    await shell.error(`kill: ${operand}: invalid signal specification`);
    status = 1;
  }
  return (await printOutput(shell, process, "kill", text)) || status;
}
