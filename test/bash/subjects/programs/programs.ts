import type { UserProgram } from "../../../../runtimes/kernel/kernel.ts";

/** What scripts of the tables call beside the userland's own programs. */
const FILTERS = ["diff"] satisfies CommandName[];
