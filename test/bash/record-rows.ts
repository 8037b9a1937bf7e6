import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs each row's script of the tables in a folder through the machine's bash, and writes down what it printed.
 * @param only names of tables @default all
 * @param path where the machine's programs are found
 */
export function recordRows(tables: URL, only: readonly string[] = [], path = "/usr/local/bin:/usr/bin:/bin"): void {
  for (const name of readdirSync(tables)) {
    if (only.length > 0 && !only.includes(name.replace(".json", ""))) continue;
    const file = new URL(name, tables);
    const rows = JSON.parse(readFileSync(file, "utf8")) as { script: string; why?: string }[];
    const recorded = rows.map(({ script, why }) => ({ ...run(script, path), ...(why !== undefined && { why }) }));
    writeFileSync(file, `[\n${recorded.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
  }
}

function run(script: string, path: string): { script: string; stdout: string; stderr: string; status: number | null } {
  const directory = mkdtempSync(join(tmpdir(), "row-"));
  const { stdout, stderr, status, signal } = spawnSync("bash", ["--norc", "--noprofile", "-c", script], {
    cwd: directory,
    env: { PATH: path, HOME: "/root", LC_ALL: "C.UTF-8" },
    input: "",
    encoding: "utf8",
    timeout: 20_000,
  });
  rmSync(directory, { recursive: true, force: true });
  return { script, stdout, stderr, status: signal === "SIGTERM" ? 143 : status };
}
