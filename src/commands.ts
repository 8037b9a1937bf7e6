import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ModuleError } from "../runtimes/wasi/binary.ts";
import { checkModule } from "../runtimes/wasi/module.ts";
import type { ResolvedConfig } from "./config.ts";
import { SlotboxError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { WORKSPACE_DIR } from "./volume/volume.ts";
import type { SlotProgram } from "./worker/protocol.ts";

const MIB = 1024 * 1024;

/**
 * Reads the programs of a config, into memory all workers see.
 * @throws SlotboxError `invalid_config` for one that can't be read or is no module a slot could run
 */
export async function loadCommands(
  commands: ResolvedConfig["commands"],
  { maxMemoryMiB }: Limits,
): Promise<Record<string, Uint8Array>> {
  const loaded: Record<string, Uint8Array> = {};
  for (const [name, { wasm }] of Object.entries(commands))
    loaded[name] = await loadModule(wasm, `commands.${name}`, maxMemoryMiB);
  return loaded;
}

/** Reads the program that slots of kind "wasi" are. @throws SlotboxError as {@link loadCommands} */
export async function loadProgram(
  { kind, module, args = [], preopens = { "/": WORKSPACE_DIR } }: ResolvedConfig,
  { maxMemoryMiB }: Limits,
): Promise<SlotProgram | undefined> {
  if (kind === "shell" || module === undefined) return undefined;
  return {
    name: typeof module === "string" ? basename(module) : "program",
    wasm: await loadModule(module, "module", maxMemoryMiB),
    args,
    preopens: Object.entries(preopens).map(([name, path]) => ({ name, path })),
  };
}

async function loadModule(source: string | Uint8Array, option: string, maxMemoryMiB: number): Promise<Uint8Array> {
  try {
    const bytes = typeof source === "string" ? await readFile(source) : source;
    checkModule(bytes, maxMemoryMiB * MIB);
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return shared;
  } catch (error) {
    const isExpected = error instanceof ModuleError || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    throw new SlotboxError("invalid_config", `invalid config: ${option}: ${error.message}`, { cause: error });
  }
}
