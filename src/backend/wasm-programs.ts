import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { ResolvedConfig } from "../api/config.ts";
import { SlotboxError } from "../api/errors.ts";
import type { Limits } from "../api/limits.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import { inSharedMemory } from "../machine/shared-memory.ts";
import { ModuleError } from "../machine/wasi/binary.ts";
import { type CheckedModule, checkModule, type ExportedFunction } from "../machine/wasi/module.ts";
import { assertCommand } from "../machine/wasi/module-cache.ts";
import type { SlotRuntime } from "../tools/definition.ts";
import { isToolName } from "../tools/table.ts";
import type { SlotProgram } from "../worker/protocol.ts";

const MIB = 1024 * 1024;
/** What models' tool interfaces allow. */
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

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
    loaded[name] = (await loadModule(wasm, `commands.${name}`, maxMemoryMiB, "command")).wasm;
  return loaded;
}

/** Reads the program that slots of kind "wasi" are. @throws SlotboxError as {@link loadCommands} */
export async function loadProgram(
  { kind, module, args = [], preopens = { "/": WORKSPACE_DIR }, exports }: ResolvedConfig,
  { maxMemoryMiB }: Limits,
): Promise<SlotProgram | undefined> {
  if (kind === "shell" || module === undefined) return undefined;
  const { wasm, checked } = await loadModule(module, "module", maxMemoryMiB);
  const isReactor = !checked.functions.has("_start");
  if (!isReactor && exports)
    throw invalid("exports", "is only for a reactor: the module has _start, so it is run by the tool run");
  return {
    name: typeof module === "string" ? basename(module) : "program",
    wasm,
    args,
    preopens: Object.entries(preopens).map(([name, path]) => ({ name, path })),
    functions: isReactor ? offeredFunctions(checked.functions, exports) : undefined,
  };
}

export function runtimeOf({ functions }: SlotProgram): SlotRuntime {
  return functions ? { kind: "reactor", functions } : { kind: "command" };
}

function offeredFunctions(all: CheckedModule["functions"], names: readonly string[] | undefined): ExportedFunction[] {
  const offered = names ?? [...all.keys()].filter((name) => !name.startsWith("_"));
  if (offered.length === 0) throw invalid("module", "it exports neither _start nor a function that could be a tool");
  return offered.map((name) => {
    const exported = all.get(name);
    if (!exported)
      throw invalid("exports", `${name} is no function of the module (it has ${[...all.keys()].join(", ")})`);
    if (!TOOL_NAME.test(name)) throw invalid("exports", `${name} can't be the name of a tool`);
    if (isToolName(name)) throw invalid("exports", `${name} is the name of another tool`);
    return exported;
  });
}

function invalid(option: string, fault: string): SlotboxError {
  return new SlotboxError("invalid_config", `invalid config: ${option}: ${fault}`);
}

async function loadModule(
  source: string | Uint8Array,
  option: string,
  maxMemoryMiB: number,
  kind?: "command",
): Promise<{ wasm: Uint8Array; checked: CheckedModule }> {
  try {
    const bytes = typeof source === "string" ? await readFile(source) : source;
    const checked = checkModule(bytes, maxMemoryMiB * MIB);
    if (kind === "command" || checked.functions.has("_start")) assertCommand(checked);
    return { wasm: inSharedMemory(bytes), checked };
  } catch (error) {
    const isExpected = error instanceof ModuleError || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    throw new SlotboxError("invalid_config", `invalid config: ${option}: ${error.message}`, { cause: error });
  }
}
