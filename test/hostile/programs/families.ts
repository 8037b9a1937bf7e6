import { ARCHIVES } from "./archives.ts";
import { BORN_NAMES } from "./born-names.ts";
import { FILES } from "./files.ts";
import { JAVASCRIPT_ESCAPES } from "./javascript-escapes.ts";
import { LOOPS } from "./loops.ts";
import { MEMORY } from "./memory.ts";
import { OUTPUT } from "./output.ts";
import { PATHS } from "./paths.ts";
import { PROCESSES } from "./processes.ts";
import type { HostileProgram } from "./program.ts";
import { PROMISES } from "./promises.ts";
import { PYTHON_ESCAPES } from "./python-escapes.ts";
import { RECURSION } from "./recursion.ts";
import { REGEXES } from "./regexes.ts";
import { SHELL_ESCAPES } from "./shell-escapes.ts";
import { TIMERS } from "./timers.ts";

export interface NamedProgram {
  readonly title: string;
  readonly program: HostileProgram;
}

const FAMILIES: Readonly<Record<string, readonly HostileProgram[]>> = {
  loops: LOOPS,
  memory: MEMORY,
  recursion: RECURSION,
  output: OUTPUT,
  files: FILES,
  processes: PROCESSES,
  promises: PROMISES,
  timers: TIMERS,
  paths: PATHS,
  archives: ARCHIVES,
  "regular expressions": REGEXES,
  "escapes of JavaScript": JAVASCRIPT_ESCAPES,
  "escapes of Python": PYTHON_ESCAPES,
  "escapes of the shell": [...SHELL_ESCAPES, ...BORN_NAMES],
};

/** All of them, each with a title that no other has. */
export const PROGRAMS: readonly NamedProgram[] = Object.entries(FAMILIES).flatMap(([family, programs]) =>
  programs.map((program) => ({ title: `${family}: ${program.tool}: ${program.name}`, program })),
);
