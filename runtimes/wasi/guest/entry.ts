import { installEncoding } from "../../shell/guest/polyfills/encoding.ts";
import type { ProgramFiles } from "../files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  type RunOptions,
  WASI_GLOBAL,
  type WasiGuest,
  WINDOW_GLOBAL,
} from "../wasi.ts";
import { ProgramExit, preview1 } from "./preview1.ts";
import { engine, type WasmMemory, type WasmModule } from "./web-assembly.ts";

installEncoding();

interface Globals {
  [FILES_GLOBAL]: ProgramFiles;
  [FILE_REGISTERS_GLOBAL]: BigInt64Array;
  [WINDOW_GLOBAL]: Uint8Array;
}
const globals = globalThis as unknown as Globals & Record<string, unknown>;

const PREVIEW1 = "wasi_snapshot_preview1";
const modules = new Map<string, WasmModule>();

function moduleOf(key: string): WasmModule {
  const module = modules.get(key);
  if (!module) throw new Error(`no module ${key}`);
  return module;
}

const guest: WasiGuest = {
  compile(key, bytes) {
    modules.set(key, new engine.Module(bytes));
  },
  forget(key) {
    modules.delete(key);
  },
  foreignImports(key) {
    const known = preview1({ ...EMPTY_OPTIONS, files: globals[FILES_GLOBAL] });
    return engine.Module.imports(moduleOf(key))
      .filter(({ module, name, kind }) => module !== PREVIEW1 || kind !== "function" || !Object.hasOwn(known, name))
      .map(({ module, name }) => `${module}.${name}`)
      .join(" ");
  },
  run(key, serializedOptions) {
    const { args, env } = JSON.parse(serializedOptions) as RunOptions;
    const encoder = new TextEncoder();
    let memory: WasmMemory | undefined;
    const imports = preview1({
      files: globals[FILES_GLOBAL],
      registers: globals[FILE_REGISTERS_GLOBAL],
      window: globals[WINDOW_GLOBAL],
      args: args.map((text) => encoder.encode(text)),
      env: env.map((text) => encoder.encode(text)),
      memory: () => {
        if (!memory) throw new RangeError("no memory");
        return memory;
      },
    });
    const { exports } = new engine.Instance(moduleOf(key), { [PREVIEW1]: imports });
    memory = exports["memory"] as WasmMemory;
    try {
      (exports["_start"] as () => void)();
      return 0;
    } catch (error) {
      if (error instanceof ProgramExit) return error.code;
      throw error;
    }
  },
};

const EMPTY_OPTIONS = {
  registers: new BigInt64Array(0),
  window: new Uint8Array(0),
  args: [],
  env: [],
  memory: () => {
    throw new RangeError("no memory");
  },
};

globals[WASI_GLOBAL] = guest;
