import { readFile } from "node:fs/promises";
import { checkModule, ModuleError } from "../runtimes/wasi/module.ts";
import type { ResolvedConfig } from "./config.ts";
import { SlotboxError } from "./errors.ts";
import type { Limits } from "./limits.ts";

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
  for (const [name, { wasm }] of Object.entries(commands)) {
    try {
      const bytes = typeof wasm === "string" ? await readFile(wasm) : wasm;
      checkModule(bytes, maxMemoryMiB * MIB);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      loaded[name] = shared;
    } catch (error) {
      const isExpected = error instanceof ModuleError || (error instanceof Error && "code" in error);
      if (!isExpected) throw error;
      throw new SlotboxError("invalid_config", `invalid config: commands.${name}: ${error.message}`, { cause: error });
    }
  }
  return loaded;
}
