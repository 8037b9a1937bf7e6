import type { UserProgram } from "../../../../runtimes/kernel/kernel.ts";
import { od } from "./od.ts";

/** What scripts of the tables call beside the userland's own programs. */
export const SCRIPT_PROGRAMS: Readonly<Record<string, UserProgram>> = { od };
