import { WASI } from "@tybys/wasm-util";
import { engine, preopensOf, type WasiHost } from "./host.ts";
import { memfsWorkspace, WORKSPACE } from "./memfs-workspace.ts";

export const tybysWasi: WasiHost = {
  name: "@tybys/wasm-util",
  open: async (wasm, setting) => {
    const module = new engine.Module(wasm);
    let fs = memfsWorkspace(setting);
    let [stdout, stderr] = ["", ""];
    return {
      run: (args) => {
        const wasi = new WASI({
          version: "preview1",
          args: [...args],
          env: setting.env,
          preopens: preopensOf(setting, WORKSPACE),
          fs: fs as never,
          returnOnExit: true,
          // It prints whole lines only.
          print: (line: string) => {
            stdout += `${line}\n`;
          },
          printErr: (line: string) => {
            stderr += `${line}\n`;
          },
        } as unknown as ConstructorParameters<typeof WASI>[0]);
        const instance = new engine.Instance(module, wasi.getImportObject());
        return Number(wasi.start(instance as never) ?? 0);
      },
      output: () => ({ stdout, stderr }),
      reset: () => {
        fs = memfsWorkspace({});
      },
      close: () => {},
    };
  },
};
