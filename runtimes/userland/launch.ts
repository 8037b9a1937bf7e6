import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/**
 * Becomes another program, which is looked for on PATH: what `env`, `timeout` and `nohup` end with.
 * @returns its status; 127 if there is none, 126 if it cannot be executed
 */
export async function launch(process: Process, kernel: Kernel, args: readonly string[]): Promise<number> {
  const [command = ""] = args;
  const name = process.args[0] ?? "";
  const path = process.env.get("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
  const candidates = command.includes("/") ? [command] : path.split(":").map((folder) => `${folder || "."}/${command}`);
  let reason = "No such file or directory";
  for (const candidate of candidates) {
    const absolute = candidate.startsWith("/") ? candidate : `${process.cwd}/${candidate}`;
    const previous = process.args;
    let run: ReturnType<Kernel["load"]>;
    try {
      process.args = args;
      run = kernel.load(process, absolute);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      process.args = previous;
      if (error.code === "ENOEXEC") {
        process.args = ["sh", absolute, ...args.slice(1)];
        return kernel.execute(process, "/usr/bin/sh");
      }
      if (error.code !== "ENOENT") reason = error.message;
      continue;
    }
    return run();
  }
  const what = /\b(?:timeout|nohup|stdbuf)$/.test(name) ? "failed to run command " : "";
  const shown = name.endsWith("nohup") ? quoteAlways(command) : name.endsWith("xargs") ? command : quoted(command);
  await process.printError(`${name}: ${what}${shown}: ${reason}\n`);
  return reason === "No such file or directory" ? 127 : 126;
}
