import { Bash, type BashOptions } from "just-bash";
import { type Call, inWorkspace, type Subject, type Timed, timed, type Workspaces } from "./subject.ts";

/**
 * just-bash with its defaults, called directly in this process, on its own heap and over its own in-memory file system: no
 * isolate, no thread, no time or memory limit. By default it guards the process by patching globals around each call.
 */
export const justBash: Subject = {
  name: "just-bash",
  open: async (files) => new Shells({ files: inWorkspace(files) }),
};

/** The interpreter alone, without the patched globals, which are most of what a short call costs. */
export const justBashBare: Subject = {
  name: "just-bash, bare",
  open: async (files) => new Shells({ files: inWorkspace(files), defenseInDepth: false }),
};

class Shells implements Workspaces {
  readonly #options: BashOptions;
  readonly #shells = new Map<number, Bash>();

  constructor(options: BashOptions) {
    this.#options = options;
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
    const shell = new Bash({ ...this.#options, cwd: "/workspace" });
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
