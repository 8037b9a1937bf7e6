import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Call, Files, Subject, Workspaces } from "./subject.ts";

/** As many as the two workers slotbox has on the machine the aims are for. */
const CONCURRENCY = 2;

/** `bash -c` as a child process in a temporary folder: what a harness without a sandbox does. */
export const childProcess: Subject = {
  name: "child process",
  open: async (files) => new Folders(files),
};

class Folders implements Workspaces {
  readonly #files: Files;
  readonly #folders = new Map<number, Promise<string>>();

  constructor(files: Files) {
    this.#files = files;
  }

  async run(calls: readonly Call[]): Promise<string[]> {
    const outputs: string[] = [];
    const lanes = [...Map.groupBy(calls.entries(), ([, { slot }]) => slot)];
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
        const [slot, laneCalls] = lane;
        for (const [index, { command }] of laneCalls) outputs[index] = await bash(command, await this.#folder(slot));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return outputs;
  }

  #folder(slot: number): Promise<string> {
    const known = this.#folders.get(slot);
    if (known) return known;
    const made = this.#make();
    this.#folders.set(slot, made);
    return made;
  }

  async #make(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "slotbox-bench-"));
    for (const [path, content] of Object.entries(this.#files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return folder;
  }

  async discard(): Promise<void> {
    for (const folder of this.#folders.values()) await rm(await folder, { recursive: true });
    this.#folders.clear();
  }

  close(): Promise<void> {
    return this.discard();
  }
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
