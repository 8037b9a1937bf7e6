import { spawnSync } from "node:child_process";

/** The versions that the userland does the same as. */
const VERSIONS: Readonly<Record<string, string>> = {
  awk: "GNU Awk 5.2.1",
  grep: "grep (GNU grep) 3.8",
  sed: "sed (GNU sed) 4.9",
  sort: "sort (GNU coreutils) 9.1",
};

/** Whether this machine's own tools are of those versions. */
export function hostHasTools(): boolean {
  return Object.entries(VERSIONS).every(([program, version]) => {
    const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
    return stdout?.startsWith(version) ?? false;
  });
}
