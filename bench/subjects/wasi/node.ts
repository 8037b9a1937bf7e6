import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";
import { engine, preopensOf, type WasiHost } from "./host.ts";

export const nodeWasi: WasiHost = {
  name: "node:wasi",
  open: async (wasm, setting) => {
    const module = new engine.Module(wasm);
    const folder = mkdtempSync(join(tmpdir(), "slotbox-bench-"));
    const workspace = join(folder, "workspace");
    mkdirSync(workspace);
    if (setting.files !== undefined) cpSync(setting.files, workspace, { recursive: true, verbatimSymlinks: true });
    const streams = ["stdin", "stdout", "stderr"].map((name) => join(folder, name));
    const [stdin, stdout, stderr] = streams.map((path) => openSync(path, "w+")) as [number, number, number];
    const [, outFile = "", errFile = ""] = streams;
    return {
      run: (args) => {
        const wasi = new WASI({
          version: "preview1",
          args: [...args],
          env: setting.env,
          preopens: preopensOf(setting, workspace),
          stdin,
          stdout,
          stderr,
        });
        return wasi.start(new engine.Instance(module, wasi.getImportObject())) ?? 0;
      },
      output: () => ({ stdout: readFileSync(outFile, "utf8"), stderr: readFileSync(errFile, "utf8") }),
      reset: () => {
        rmSync(workspace, { recursive: true });
        mkdirSync(workspace);
      },
      close: () => {
        for (const fd of [stdin, stdout, stderr]) closeSync(fd);
        rmSync(folder, { recursive: true });
      },
    };
  },
};
