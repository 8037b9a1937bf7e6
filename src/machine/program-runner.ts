import { runtimeOf } from "../../runtimes/abi/executables.ts";
import { S_IFDIR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import { HostedProcess } from "./hosted-process.ts";
import type { IsolatedProgram } from "./isolated-program.ts";
import type { MachinePool } from "./machine-pool.ts";
import type { NodePrograms } from "./node/node-programs.ts";
import type { KernelProcess } from "./process/kernel-process.ts";
import {
  complain,
  type Preopen,
  type ProcessEnvironment,
  type ProcessHost,
  type ProcessInput,
  type ProgramResult,
} from "./process/process.ts";
import { Session, type SessionLanguage } from "./process/session.ts";
import { notStarted } from "./process/start-failure.ts";
import type { PythonPrograms } from "./python/python-programs.ts";
import type { MachineScope } from "./scope.ts";
import type { LoadedProgram, ProgramLoader } from "./trampoline.ts";
import { isWasm } from "./wasi/module.ts";
import type { Programs } from "./wasi/programs.ts";

export interface Runtimes {
  readonly wasi: Programs;
  readonly python: PythonPrograms;
  readonly node: NodePrograms;
  /** Where programs that run by themselves get a machine to start others in. */
  readonly machines: Pick<MachinePool, "lend" | "giveBack" | "drop">;
  /** See SharedCells. */
  readonly cancel: Int32Array;
}

/** A program that is to run to its end. */
export interface ProgramStart extends ProcessInput {
  readonly scope: MachineScope;
  /** Absolute path of the executable. */
  readonly path: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

type ProgramImage = Omit<ProgramStart, "path" | "stdin" | "maxOutputBytes">;

interface Runtime {
  readonly name: "wasi" | "python" | "node" | "jq";
  /** @throws what `notStarted` takes */
  prepare(image: ProgramImage, kernel?: KernelProcess): IsolatedProgram;
}

/** Runs executables of a worker's slots, each by the runtime that its content asks for. */
export class ProgramRunner implements ProgramLoader {
  readonly #runtimes: Runtimes;

  constructor(runtimes: Runtimes) {
    this.#runtimes = runtimes;
  }

  get wasi(): Programs {
    return this.#runtimes.wasi;
  }

  run(start: ProgramStart): ProgramResult | undefined {
    const runtime = this.#runtimeAt(start.scope.volume, start.path);
    if (!runtime) return undefined;
    try {
      using program = runtime.prepare(start);
      return program.runToEnd({ ...start, host: this.hostOf(start.scope, start) });
    } catch (error) {
      return notStarted(start.args[0] ?? "", error);
    }
  }

  load(scope: MachineScope, path: string): LoadedProgram | undefined {
    const runtime = this.#runtimeAt(scope.volume, path);
    return (
      runtime && {
        ignoresSigpipe: runtime.name === "python" || runtime.name === "node",
        waitsOnStack: runtime.name === "node",
        begin: (request, process) => {
          try {
            return runtime.prepare({ ...request, scope }, process);
          } catch (error) {
            const result = notStarted(request.args[0] ?? "", error);
            complain(process, Buffer.from(result.stderr).toString());
            return { usedBytes: 0, step: () => result, [Symbol.dispose]: () => {} };
          }
        },
      }
    );
  }

  /** @returns nothing for a file that is no program of a runtime */
  #runtimeAt(volume: Volume, path: string): Runtime | undefined {
    const content = contentAt(volume, path);
    if (!content) return undefined;
    const { wasi } = this.#runtimes;
    if (isWasm(content))
      return {
        name: "wasi",
        prepare: (start, kernel) => {
          const image = { ...start, volume, wasm: content, preopens: preopensOf(volume, start.cwd) };
          return wasi.prepare(image, start.deadlineMs, kernel);
        },
      };
    const name = runtimeOf(content);
    if (!name) return undefined;
    return {
      name,
      prepare: (start, kernel) => {
        const request = { ...start, volume };
        return name === "jq" ? wasi.prepareJq(request, kernel) : this.#runtimes[name].prepare(request, kernel);
      },
    };
  }

  /** A session, whose interpreter is started by its first call. */
  session(language: SessionLanguage, volume: Volume): Session {
    const { node, python, cancel } = this.#runtimes;
    const start = {
      javascript: (deadlineMs: number) => node.take(deadlineMs),
      python: (deadlineMs: number) => python.startSession(deadlineMs),
    };
    return new Session(language, volume, start[language], cancel);
  }

  /** How a program of this scope that runs by itself starts others. */
  hostOf(scope: MachineScope, { env, cwd }: ProcessEnvironment): ProcessHost {
    return (print) => new HostedProcess(this.#runtimes.machines, scope, { env, cwd }, print);
  }

  /** One short step towards what programs to come need; says whether there was something to do. */
  refill(): boolean {
    return this.#runtimes.node.refill() || this.#runtimes.python.refill();
  }
}

/** The content of a file; nothing if there is none. */
function contentAt(volume: Volume, path: string): Uint8Array | undefined {
  try {
    return volume.readFile(path);
  } catch (error) {
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

/**
 * Programs resolve relative paths by the preopened directory ".", and absolute ones by the longest preopened prefix;
 * most C libraries take "/" and "." for the same. So the directories of the root are preopened one by one, and one that
 * would hide an entry of the working directory isn't.
 */
function preopensOf(volume: Volume, cwd: string): Preopen[] {
  const preopens: Preopen[] = [{ name: ".", path: cwd }];
  for (const { name, mode } of volume.readdir("/")) {
    const path = `/${name}`;
    if ((mode & S_IFMT) !== S_IFDIR) continue;
    if (!volume.exists(`${cwd}/${name}`) || cwd === "/") preopens.push({ name: path, path });
  }
  return preopens.filter(({ path }) => volume.exists(path));
}
