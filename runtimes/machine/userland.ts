import { bashProgram } from "../bash/bash-program.ts";
import type { UserProgram } from "../kernel/kernel.ts";
import { type CommandHost, justBashPrograms } from "../userland/just-bash/just-bash-program.ts";
import { nativePrograms } from "../userland/programs.ts";

/**
 * The programs of /usr/bin by name: our own, and just-bash's for the others.
 * @param host what commands need of the call that runs
 */
export function userland(host: () => CommandHost | undefined): ReadonlyMap<string, UserProgram> {
  const running = (): CommandHost => {
    const current = host();
    if (!current) throw new Error("no call runs");
    return current;
  };
  const programs = justBashPrograms(running);
  for (const [name, program] of nativePrograms()) programs.set(name, program);
  programs.set("bash", bashProgram);
  programs.set("sh", bashProgram);
  return programs;
}
