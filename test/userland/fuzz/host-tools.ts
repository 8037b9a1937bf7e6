import { spawnSync } from "node:child_process";

/** The versions that the userland does the same as. */
const VERSIONS: Readonly<Record<string, string>> = {
  awk: "GNU Awk 5.2.1",
  grep: "grep (GNU grep) 3.8",
  sed: "sed (GNU sed) 4.9",
  sort: "sort (GNU coreutils) 9.1",
};

/** Those that not every machine has. */
const OPTIONAL: Readonly<Record<string, string>> = {
  bc: "bc 1.07.1",
  column: "column from util-linux 2.38.1",
  diff: "diff (GNU diffutils) 3.8",
  find: "find (GNU findutils) 4.9.0",
  patch: "GNU patch 2.7.6",
  tar: "tar (GNU tar) 1.34",
  xargs: "xargs (GNU findutils) 4.9.0",
};

/** Whether this machine's own tools are of those versions. */
export function hostHasTools(): boolean {
  return Object.entries(VERSIONS).every(([program, version]) => isOfVersion(program, version));
}

/** Whether this machine has a program, of the right version if there are several. */
export function hostHasTool(program: string): boolean {
  const version = OPTIONAL[program];
  if (version !== undefined) return isOfVersion(program, version);
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;
}

function isOfVersion(program: string, version: string): boolean {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.startsWith(version) ?? false;
}
