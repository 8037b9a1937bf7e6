import { Bash } from "just-bash";
import { type Call, type Files, type Subject, type Timed, timed, type Workspaces } from "./subject.ts";

/** just-bash called directly on the host, over its own in-memory file system: no isolate, no thread, no limits. */
export const justBash: Subject = {
  name: "just-bash",
  open: async (files) => new Shells(files),
};

class Shells implements Workspaces {
  readonly #files: Files;
  readonly #shells = new Map<number, Bash>();

  constructor(files: Files) {
    this.#files = files;
  }

  run(calls: readonly Call[]): Promise<Timed> {
    return timed(() => this.#run(calls));
  }

  async #run(calls: readonly Call[]): Promise<string[]> {
    const outputs: string[] = [];
    for (const [index, { slot, command }] of calls.entries()) {
      const { stdout, stderr, exitCode } = await this.#shell(slot).exec(command);
      if (exitCode !== 0) throw new Error(`just-bash: exit code ${exitCode}: ${stderr}`);
      outputs[index] = stdout.trim();
    }
    return outputs;
  }

  #shell(slot: number): Bash {
    const known = this.#shells.get(slot);
    if (known) return known;
    const shell = new Bash({ files: inWorkspace(this.#files), cwd: "/workspace" });
    this.#shells.set(slot, shell);
    return shell;
  }

  async discard(): Promise<void> {
    this.#shells.clear();
  }

  close(): Promise<void> {
    return this.discard();
  }
}

function inWorkspace(files: Files): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`/workspace/${path}`, content]));
}
