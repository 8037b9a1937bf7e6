import type { UserProgram } from "../kernel/kernel.ts";
import { badOption, fail } from "./input.ts";
import { launch } from "./launch.ts";

/** Starts a command with SIGHUP ignored. Streams are never terminals here. */
export const nohup: UserProgram = async (process, kernel) => {
  const [, command] = process.args;
  if (command === undefined) return fail(process, "missing operand\nTry 'nohup --help' for more information.", 125);
  process.setDisposition("SIGHUP", "ignore");
  return launch(process, kernel, process.args.slice(1));
};

/** `stdbuf -oL COMMAND …`: streams are never held back here. */
export const stdbuf: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[0]) {
    args.shift();
    if (!/^-[ioe]|^--(?:input|output|error)=/.test(arg)) return badOption(process, arg.replace(/^-/, ""), 125);
    if (/^-[ioe]$/.test(arg)) args.shift();
  }
  return launch(process, kernel, args);
};

/** `nice [-n N] COMMAND …`: there are no priorities. */
export const nice: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  for (let arg = args[0]; arg?.startsWith("-"); arg = args[0]) {
    args.shift();
    if (arg === "-n") args.shift();
  }
  if (args.length > 0) return launch(process, kernel, args);
  await process.print("0\n");
  return 0;
};

export const setsid: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  while (args[0]?.startsWith("-")) args.shift();
  process.pgid = process.pid;
  return launch(process, kernel, args);
};
