import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import type { ShellOutcome } from "../machine/shell/shell-machine.ts";
import type { ToolContext } from "./tool.ts";

type Ended = Exclude<ShellOutcome, { kind: "waiting" }>;

/** Puts what processes of earlier calls have printed, which are gone, before what this call has printed. */
export function withLeavings({ shell, limits }: ToolContext, outcome: Ended): Ended {
  const leavings = shell.takeLeavings();
  if (!leavings) return outcome;
  const [stdout, stderr] = [leavings.stdout + outcome.stdout, leavings.stderr + outcome.stderr];
  const cut = (text: string): string => text.slice(0, limits.maxResultChars).toWellFormed();
  const both = { stdout: cut(stdout), stderr: cut(stderr) };
  if (outcome.kind === "stopped") return { ...outcome, ...both };
  let { flags } = outcome;
  if (stdout.length > limits.maxResultChars) flags |= FINISH_FLAGS.stdoutCut;
  if (stderr.length > limits.maxResultChars) flags |= FINISH_FLAGS.stderrCut;
  return { ...outcome, ...both, flags };
}
