import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serveWorkspaces } from "../subjects/remote.ts";
import { type Call, type Files, timed } from "../subjects/subject.ts";

/* Runs `bash -c` in temporary folders, on behalf of the benchmark. */

/** As many as the two workers slotbox has on the machine the aims are for. */
const CONCURRENCY = 2;

const root = mkdtempSync(join(tmpdir(), "slotbox-bench-"));
const folders = new Map<number, Promise<string>>();
let files: Files = {};

async function run(calls: readonly Call[]): Promise<string[]> {
  const outputs: string[] = [];
  const lanes = [...Map.groupBy(calls.entries(), ([, { slot }]) => slot)];
  const work = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      const [slot, laneCalls] = lane;
      for (const [index, { command }] of laneCalls) outputs[index] = await bash(command, await folderOf(slot));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return outputs;
}

function folderOf(slot: number): Promise<string> {
  const known = folders.get(slot);
  if (known) return known;
  const made = makeFolder();
  folders.set(slot, made);
  return made;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(root, "slot-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function discard(): Promise<void> {
  for (const folder of folders.values()) await rm(await folder, { recursive: true });
  folders.clear();
}

async function bash(command: string, cwd: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn("/bin/bash", ["-c", command], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.on("error", reject);
  child.on("close", (code) => {
    if (code === 0) resolve(stdout.trim());
    else reject(new Error(`bash: exit code ${code}: ${stderr}`));
  });
  return promise;
}

serveWorkspaces(async (given) => {
  files = given;
  return {
    run: (calls) => timed(() => run(calls)),
    discard,
    close: async () => rmSync(root, { recursive: true, force: true }),
  };
});
