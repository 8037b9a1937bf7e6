import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim";
import { engine, type WasiHost } from "./host.ts";

type Entries = Map<string, File | Directory>;

export const browserShim: WasiHost = {
  name: "browser_wasi_shim",
  open: async (wasm, { env, preopen, files }) => {
    const module = new engine.Module(wasm);
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    let root = files === undefined ? new Map() : entriesOf(files);
    const [stdout, stderr]: [Uint8Array[], Uint8Array[]] = [[], []];
    const stream = (printed: Uint8Array[]) => new ConsoleStdout((bytes) => printed.push(new Uint8Array(bytes)));
    return {
      run: (args) => {
        const wasi = new WASI(
          [...args],
          variables,
          [
            new OpenFile(new File([])),
            stream(stdout),
            stream(stderr),
            ...(preopen === undefined ? [] : [new PreopenDirectory(preopen, root)]),
          ],
          // Its default is to print each call.
          { debug: false },
        );
        const instance = new engine.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
        return wasi.start(instance as unknown as Parameters<WASI["start"]>[0]);
      },
      output: () => ({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
      reset: () => {
        root = new Map();
      },
      close: () => {},
    };
  },
};

function entriesOf(folder: string): Entries {
  const entries: Entries = new Map();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    entries.set(entry.name, entry.isDirectory() ? new Directory(entriesOf(path)) : new File(readFileSync(path)));
  }
  return entries;
}
