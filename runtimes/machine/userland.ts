import { bashProgram } from "../bash/bash-program.ts";
import type { UserProgram } from "../kernel/kernel.ts";
import { nativePrograms } from "../userland/programs.ts";

/** The programs of /usr/bin by name. */
export function userland(): ReadonlyMap<string, UserProgram> {
  return new Map([...nativePrograms(), ["bash", bashProgram], ["sh", bashProgram]]);
}
