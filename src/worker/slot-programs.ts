import { isWasm } from "../../runtimes/wasi/module.ts";
import type { Preopen, ProgramResult } from "../process/process.ts";
import type { ProgramCall, ToolContext, ToolPrograms } from "../tools/tool.ts";
import { PosixError } from "../volume/posix-error.ts";
import { type Volume, WORKSPACE_DIR } from "../volume/volume.ts";
import type { Programs } from "../wasi/programs.ts";
import type { Reactor } from "../wasi/reactor.ts";
import type { SlotProgram } from "./protocol.ts";

const COMMANDS_DIR = "/usr/local/bin";

/** What a program sees beside its working directory, unless that has an entry of the same name: see preopensOf. */
const TOP_DIRECTORIES = ["workspace", "tmp", "root", "dev", "etc", "usr", "proc"];

/** The programs a worker's slots can run, without a shell. */
export class SlotPrograms implements ToolPrograms {
  readonly #programs: Programs;
  readonly #own: SlotProgram | undefined;

  constructor(programs: Programs, own: SlotProgram | undefined) {
    this.#programs = programs;
    this.#own = own;
  }

  run({ volume, env, limits, deadlineMs }: ToolContext, call: ProgramCall): ProgramResult | undefined {
    const common = { volume, env, stdin: Buffer.from(call.stdin), deadlineMs, maxOutputBytes: limits.maxOutputBytes };
    if (this.#own) {
      const { name, wasm, args, preopens } = this.#own;
      return this.#programs.run({ ...common, wasm, preopens, args: [name, ...args, ...call.args] });
    }
    const wasm = findProgram(volume, call.program ?? "");
    if (!wasm) return undefined;
    const preopens = preopensOf(volume, WORKSPACE_DIR);
    return this.#programs.run({ ...common, wasm, preopens, args: [call.program ?? "", ...call.args] });
  }

  /** The slot's program, for one that stays. */
  reactor({ volume, env }: ToolContext): Reactor {
    if (!this.#own) throw new Error("slots have no program");
    const { name, wasm, args, preopens } = this.#own;
    return this.#programs.reactor({ volume, env, wasm, preopens, args: [name, ...args] });
  }
}

/** By its path, relative to the workspace, or as a command. */
function findProgram(volume: Volume, program: string): Uint8Array | undefined {
  const path = program.startsWith("/") ? program : `${WORKSPACE_DIR}/${program}`;
  return moduleAt(volume, path) ?? (program.includes("/") ? undefined : moduleAt(volume, `${COMMANDS_DIR}/${program}`));
}

/** The content of a file, if that is a WebAssembly module. */
export function moduleAt(volume: Volume, path: string): Uint8Array | undefined {
  try {
    const content = volume.readFile(path);
    return isWasm(content) ? content : undefined;
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
export function preopensOf(volume: Volume, cwd: string): Preopen[] {
  const preopens: Preopen[] = [{ name: ".", path: cwd }];
  for (const name of TOP_DIRECTORIES) {
    const path = `/${name}`;
    if (!volume.exists(`${cwd}/${name}`) || cwd === "/") preopens.push({ name: path, path });
  }
  return preopens.filter(({ path }) => volume.exists(path));
}
