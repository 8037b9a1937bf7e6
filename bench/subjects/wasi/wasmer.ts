import { randomFillSync } from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import { engine, preopensOf, type WasiHost } from "./host.ts";
import { memfsWorkspace, STDERR, STDOUT, WORKSPACE } from "./memfs-workspace.ts";

interface WasmerWasi {
  getImports(module: object): object;
  start(instance: object): void;
}

export const wasmerWasi: WasiHost = {
  name: "@wasmer/wasi 0.12",
  open: async (wasm, setting) => {
    const { WASI, WASIExitError } = createRequire(import.meta.url)("@wasmer/wasi") as {
      WASI: new (config: object) => WasmerWasi;
      WASIExitError: new (...args: never[]) => Error & { code: number };
    };
    const module = new engine.Module(wasm);
    let fs = memfsWorkspace(setting);
    return {
      run: (args) => {
        const wasi = new WASI({
          args: [...args],
          env: setting.env,
          preopens: preopensOf(setting, WORKSPACE),
          bindings: {
            hrtime: process.hrtime.bigint,
            exit: (code: number) => {
              throw Object.assign(new WASIExitError(), { code });
            },
            kill: () => {},
            randomFillSync,
            isTTY: () => false,
            path,
            fs,
          },
        });
        try {
          wasi.start(new engine.Instance(module, wasi.getImports(module)));
          return 0;
        } catch (error) {
          if (error instanceof WASIExitError) return error.code ?? 0;
          throw error;
        }
      },
      output: () => ({ stdout: String(fs.readFileSync(STDOUT)), stderr: String(fs.readFileSync(STDERR)) }),
      reset: () => {
        fs = memfsWorkspace({});
      },
      close: () => {},
    };
  },
};
