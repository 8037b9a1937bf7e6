import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCli(args: readonly string[], cwd?: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { cwd });
}

/** Runs the real command line in a process of its own. */
export async function runCli(
  args: readonly string[],
  { cwd, input = "" }: { cwd?: string; input?: string } = {},
): Promise<Finished> {
  const child = startCli(args, cwd);
  child.stdin.end(input);
  return finished(child);
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.on("close", resolve);
  return { code: await promise, stdout, stderr };
}
