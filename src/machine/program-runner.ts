import { FINISH_FLAGS } from "../../runtimes/abi/capability.ts";
import { runtimeOf } from "../../runtimes/abi/executables.ts";
import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import { quote } from "../../runtimes/abi/shell.ts";
import type { ProgramSpawner } from "../../runtimes/abi/spawn.ts";
import type { Limits } from "../api/limits.ts";
import { PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import type { IsolatedProgram } from "./isolated-program.ts";
import type { MachinePool } from "./machine-pool.ts";
import type { NodePrograms } from "./node/node-programs.ts";
import type { KernelProcess } from "./process/kernel-process.ts";
import { complain, notStarted, type Preopen, type ProgramResult } from "./process/process.ts";
import { Session, type SessionLanguage } from "./process/session.ts";
import type { PythonPrograms } from "./python/python-programs.ts";
import type { ShellOutcome } from "./shell/shell-machine.ts";
import { createSpawner, type ProgramStart, type ProgramStarter, type SpawnScope } from "./spawner.ts";
import type { LoadedProgram } from "./trampoline.ts";
import { isWasm } from "./wasi/module.ts";
import type { Programs } from "./wasi/programs.ts";

export interface Runtimes {
  readonly wasi: Programs;
  readonly python: PythonPrograms;
  readonly node: NodePrograms;
  /** Where shells come from that programs start. */
  readonly machines: Pick<MachinePool, "lend" | "giveBack" | "drop">;
  /** See SharedCells. */
  readonly cancel: Int32Array;
}

type ProgramImage = Omit<ProgramStart, "path" | "stdin" | "maxOutputBytes">;

interface Runtime {
  readonly name: "wasi" | "python" | "node";
  /** @throws what `notStarted` takes */
  prepare(image: ProgramImage, kernel?: KernelProcess): IsolatedProgram;
}

/** What a program sees beside its working directory, unless that has an entry of the same name: see preopensOf. */
const TOP_DIRECTORIES = ["workspace", "tmp", "root", "dev", "etc", "usr", "proc"];

/** Runs executables of a worker's slots, each by the runtime that its content asks for. */
export class ProgramRunner implements ProgramStarter {
  readonly #runtimes: Runtimes;
  readonly #limits: Limits;

  constructor(runtimes: Runtimes, limits: Limits) {
    this.#runtimes = runtimes;
    this.#limits = limits;
  }

  get wasi(): Programs {
    return this.#runtimes.wasi;
  }

  run(start: ProgramStart): ProgramResult | undefined {
    const runtime = this.#runtimeAt(start.scope.volume, start.path);
    if (!runtime) return undefined;
    try {
      using program = runtime.prepare(start);
      return program.runToEnd(start);
    } catch (error) {
      return notStarted(start.args[0] ?? "", error);
    }
  }

  load(scope: SpawnScope, path: string): LoadedProgram | undefined {
    const runtime = this.#runtimeAt(scope.volume, path);
    return (
      runtime && {
        ignoresSigpipe: runtime.name !== "wasi",
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
        const spawner = this.spawner({ ...start.scope, depth: start.scope.depth + 1 });
        return this.#runtimes[name].prepare({ ...start, volume, spawner }, kernel);
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

  /** How a program of this scope starts others. */
  spawner(scope: SpawnScope): ProgramSpawner {
    return createSpawner(scope, this, this.#limits, "shell");
  }

  runInShell({ scope, path, args, env, cwd, stdin, deadlineMs, maxOutputBytes }: ProgramStart): ProgramResult {
    const { machines } = this.#runtimes;
    const shell = machines.lend({ ...scope, deadlineMs, depth: scope.depth + 1, output: ["", ""] });
    const command = [path, ...args.slice(1)].map(quote).join(" ");
    let outcome = shell.run(command, {
      cwd,
      env,
      deadlineMs,
      state: undefined,
      stdin: Buffer.from(stdin.buffer, stdin.byteOffset, stdin.length).toString("latin1"),
      printsBytes: true,
      maxOutputBytes,
      maxResultChars: maxOutputBytes,
      maxStateBytes: 0,
      maxStringBytes: this.#limits.maxMemoryMiB * 1024 * 256,
    });
    while (outcome.kind === "waiting") {
      for (let now = Date.now(); now < outcome.wakeAtMs; now = Date.now())
        Atomics.wait(this.#runtimes.cancel, 0, 0, Math.min(outcome.wakeAtMs, deadlineMs + 1) - now);
      outcome = shell.wake(deadlineMs);
    }
    if (shell.scope.quotaError) scope.quotaError = shell.scope.quotaError;
    if (outcome.kind === "finished") machines.giveBack(shell);
    else machines.drop(shell);
    return resultOf(outcome);
  }

  /** One short step towards what programs to come need; says whether there was something to do. */
  refill(): boolean {
    return this.#runtimes.node.refill() || this.#runtimes.python.refill();
  }
}

function resultOf(outcome: Exclude<ShellOutcome, { kind: "waiting" }>): ProgramResult {
  const bytes = { stdout: Buffer.from(outcome.stdout, "latin1"), stderr: Buffer.from(outcome.stderr, "latin1") };
  const result = (exitCode: number, endedBy?: ProgramResult["endedBy"]): ProgramResult => ({
    ...bytes,
    exitCode,
    endedBy,
    quotaError: undefined,
  });
  if (outcome.kind === "stopped")
    return outcome.reason === "timeout" ? result(EXIT.timedOut, "timeout") : result(EXIT.killed, "memory");
  if (outcome.flags & FINISH_FLAGS.timedOut) return result(EXIT.timedOut, "timeout");
  if (outcome.flags & FINISH_FLAGS.outputLimit) return result(EXIT.killed, "output");
  return result(outcome.exitCode);
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
  for (const name of TOP_DIRECTORIES) {
    const path = `/${name}`;
    if (!volume.exists(`${cwd}/${name}`) || cwd === "/") preopens.push({ name: path, path });
  }
  return preopens.filter(({ path }) => volume.exists(path));
}
