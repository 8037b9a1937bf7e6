import { type CommandContext, defineCommand, type ExecResult } from "just-bash/browser";
import { EXIT } from "../abi/exit-codes.ts";
import { quote } from "../abi/shell.ts";
import { NestedDeadline } from "../web/abort.ts";
import { withoutOutOfTime } from "./limits.ts";

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What timeout(1) itself exits with when it can't do what it was asked. */
const FAILED = 125;

interface Invocation {
  readonly durationMs: number;
  readonly command: readonly string[];
  readonly exitCodeWhenOver: number;
}

/**
 * timeout(1) as GNU has it: also what computes without ever waiting is ended, and what it had printed is kept. Signals
 * exist only as exit codes.
 */
export const timeout = defineCommand("timeout", async (args, context) => {
  if (args[0] === "--help" || args[0] === "--version") return context.origCommand?.(args) ?? failed("not available");
  const invocation = parse(args);
  return typeof invocation === "string" ? failed(invocation) : run(invocation, context);
});

async function run(
  { durationMs, command, exitCodeWhenOver }: Invocation,
  context: CommandContext,
): Promise<ExecResult> {
  const [name = "", ...args] = command;
  const { exec, cwd, stdin } = context;
  if (!exec) return failed("not available");
  const ofCommand = new AbortController();
  const signals = context.signal ? [context.signal, ofCommand.signal] : [ofCommand.signal];
  const signal = AbortSignal.any(signals);
  const options = { cwd, signal, stdin: String(stdin), stdinKind: "bytes", args } as const;
  if (durationMs === 0) return exec(quote(name), options);
  using deadline = new NestedDeadline(Date.now() + durationMs);
  const timer = setTimeout(() => ofCommand.abort(), durationMs);
  try {
    const result = await exec(quote(name), options);
    if (!deadline.acted && !ofCommand.signal.aborted) return result;
    const { stdout, stderr, stdoutKind } = result;
    const ended = { stdout, stderr: withoutOutOfTime(stderr), exitCode: exitCodeWhenOver };
    return stdoutKind ? { ...ended, stdoutKind } : ended;
  } finally {
    clearTimeout(timer);
  }
}

/** @returns what is wrong, if it can't be run */
function parse(args: readonly string[]): Invocation | string {
  let signal = "TERM";
  let preservesStatus = false;
  const rest = [...args];
  for (let arg = rest[0]; arg?.startsWith("-") && arg !== "-"; arg = rest[0]) {
    rest.shift();
    if (arg === "--") break;
    const [, name = arg, attached] = /^(-[ks]|--kill-after|--signal)=?(.+)?$/s.exec(arg) ?? [];
    switch (name) {
      case "-p":
      case "--preserve-status":
        preservesStatus = true;
        break;
      case "-f":
      case "--foreground":
      case "-v":
      case "--verbose":
        break;
      case "-s":
      case "--signal":
        signal = attached ?? rest.shift() ?? "";
        break;
      case "-k":
      case "--kill-after": {
        const after = attached ?? rest.shift() ?? "";
        if (durationMs(after) === undefined) return `invalid time interval '${after}'`;
        break;
      }
      default:
        return `unrecognized option '${arg}'`;
    }
  }
  const [duration, ...command] = rest;
  if (duration === undefined || command.length === 0) return "missing operand";
  const ms = durationMs(duration);
  if (ms === undefined) return `invalid time interval '${duration}'`;
  const isKill = /^(?:SIG)?KILL$|^9$/i.test(signal);
  return {
    durationMs: ms,
    command,
    exitCodeWhenOver: isKill ? EXIT.killed : preservesStatus ? EXIT.terminated : EXIT.timedOut,
  };
}

function durationMs(text: string): number | undefined {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[(match[2] || "s") as keyof typeof UNIT_MS];
}

function failed(reason: string): ExecResult {
  return { stdout: "", stderr: `timeout: ${reason}\nTry 'timeout --help' for more information.\n`, exitCode: FAILED };
}
