import type { UserProgram } from "../kernel/kernel.ts";
import { badOption, fail, reasonOf } from "./input.ts";
import { launch } from "./launch.ts";

/** `env [-i] [-u NAME] [-C DIRECTORY] [-S STRING] [-0] [NAME=VALUE …] [COMMAND [ARG …]]` */
export const env: UserProgram = async (process, kernel) => {
  const args = process.args.slice(1);
  let terminator = "\n";
  for (;;) {
    const arg = args[0];
    if (arg === undefined || (!arg.startsWith("-") && !arg.includes("="))) break;
    args.shift();
    const value = (): string => args.shift() ?? "";
    if (arg === "--") break;
    if (arg === "-" || arg === "-i" || arg === "--ignore-environment") process.env.clear();
    else if (arg === "-0" || arg === "--null") terminator = "\0";
    else if (arg === "-u" || arg === "--unset") process.env.delete(value());
    else if (arg.startsWith("--unset=")) process.env.delete(arg.slice("--unset=".length));
    else if (arg === "-C" || arg === "--chdir" || arg.startsWith("--chdir=")) {
      const folder = arg.startsWith("--chdir=") ? arg.slice("--chdir=".length) : value();
      try {
        process.cwd = kernel.filesOf(process).realpath(folder);
      } catch (error) {
        return fail(process, `cannot change directory to ‘${folder}’: ${reasonOf(error)}`, 125);
      }
    } else if (arg.startsWith("-S")) args.unshift(...(arg.slice(2) || value()).trim().split(/\s+/));
    else if (arg.startsWith("-u")) process.env.delete(arg.slice(2));
    else if (arg.startsWith("-")) return badOption(process, arg.startsWith("--") ? arg : (arg[1] ?? ""), 125);
    else process.env.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
  }
  // After `--`, assignments may still come.
  for (let arg = args[0]; arg?.includes("=") && !arg.startsWith("="); arg = args[0]) {
    process.env.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
    args.shift();
  }
  if (args.length > 0) return launch(process, kernel, args);
  await process.print([...process.env].map(([name, value]) => `${name}=${value}${terminator}`).join(""));
  return 0;
};
