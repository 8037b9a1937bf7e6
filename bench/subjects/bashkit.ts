import { type Call, type Files, inWorkspace, type Subject, type Timed, timed, type Workspaces } from "./subject.ts";

type Bashkit = typeof import("@everruns/bashkit");
type Bash = InstanceType<Bashkit["Bash"]>;

let loading: Promise<Subject[]> | undefined;

/**
 * bashkit, an interpreter in Rust, called in this process as a native addon over its own in-memory files: no isolate, no
 * process. Its calls run on threads of its own, so different workspaces run in parallel.
 * @returns nothing where the package or its binary for this machine is missing
 */
export function bashkitIfThere(): Promise<Subject[]> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Subject[]> {
  try {
    const { Bash } = await import("@everruns/bashkit");
    return [{ name: "bashkit", open: async (files) => new Shells(Bash, files) }];
  } catch (error) {
    const [reason] = String(error).split("\n");
    process.stderr.write(`bashkit is left out: ${reason}\n`);
    return [];
  }
}

class Shells implements Workspaces {
  readonly #Bash: Bashkit["Bash"];
  readonly #files: Files;
  readonly #shells = new Map<number, Bash>();

  constructor(Bash: Bashkit["Bash"], files: Files) {
    this.#Bash = Bash;
    this.#files = files;
  }

  run(calls: readonly Call[]): Promise<Timed> {
    return timed(() => this.#run(calls));
  }

  async #run(calls: readonly Call[]): Promise<string[]> {
    const outputs: string[] = [];
    const bySlot = Map.groupBy(calls.entries(), ([, { slot }]) => slot);
    const runAll = async (slot: number, own: readonly [number, Call][]): Promise<void> => {
      for (const [index, { command }] of own) {
        const { stdout, stderr, exitCode } = await this.#shell(slot).execute(command);
        if (exitCode !== 0) throw new Error(`bashkit: exit code ${exitCode}: ${stderr}`);
        outputs[index] = stdout.trim();
      }
    };
    await Promise.all([...bySlot].map(([slot, own]) => runAll(slot, own)));
    return outputs;
  }

  #shell(slot: number): Bash {
    const known = this.#shells.get(slot);
    if (known) return known;
    const shell = new this.#Bash({ files: inWorkspace(this.#files), cwd: "/workspace" });
    shell.mkdir("/workspace", true);
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
