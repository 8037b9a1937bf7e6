import { randomFillSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { WASI as NodeWasi } from "node:wasi";
import {
  ConsoleStdout,
  type Directory,
  File,
  OpenFile,
  PreopenDirectory,
  WASI as ShimWasi,
} from "@bjorn3/browser_wasi_shim";
import { WASI as TybysWasi } from "@tybys/wasm-util";
import { createFsFromVolume, type IFs, Volume as MemfsVolume } from "memfs";
import { DEFAULT_LIMITS } from "../../src/limits.ts";
import type { PackageUnderTest } from "../package-under-test.ts";

/** A place with files of its own, in which programs run one after the other. */
export interface WasiWorkspace {
  /** Runs the module from instantiation to exit; compiled code is kept. @returns the exit code */
  run(args: readonly string[]): number;
  /** Removes all files. */
  reset(): void;
  close(): void;
}

export interface WasiHost {
  readonly name: string;
  open(wasm: Uint8Array): Promise<WasiWorkspace>;
}

interface Engine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
}
const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

/** The host as it is in a slot's worker: in an isolate, over a volume with limits. */
export function slotboxWasi({ name, entry }: PackageUnderTest): WasiHost {
  const load = (file: string) => import(new URL(file, entry).href);
  return {
    name,
    open: async (wasm) => {
      const { ownCells } = (await load(
        "process/shared-cells.js",
      )) as typeof import("../../src/process/shared-cells.ts");
      const { Programs } = (await load("wasi/programs.js")) as typeof import("../../src/wasi/programs.ts");
      const { guestBundle } = (await load("guest-bundle.js")) as typeof import("../../src/guest-bundle.ts");
      const { createBareVolume } = (await load(
        "volume/bare-volume.js",
      )) as typeof import("../../src/volume/bare-volume.ts");
      const programs = new Programs(() => guestBundle("wasi"), DEFAULT_LIMITS.maxMemoryMiB, ownCells());
      let volume = createBareVolume(DEFAULT_LIMITS);
      return {
        run: (args) =>
          programs.run({
            volume,
            wasm,
            args: ["work", ...args],
            env: {},
            preopens: [{ name: ".", path: "/workspace" }],
            stdin: new Uint8Array(0),
            deadlineMs: Date.now() + 60_000,
            maxOutputBytes: DEFAULT_LIMITS.maxOutputBytes,
          }).exitCode,
        reset: () => {
          volume = createBareVolume(DEFAULT_LIMITS);
        },
        close: () => {},
      };
    },
  };
}

export const nodeWasi: WasiHost = {
  name: "node:wasi",
  open: async (wasm) => {
    const module = new engine.Module(wasm);
    let folder = mkdtempSync(path.join(tmpdir(), "slotbox-bench-"));
    const null_ = (await import("node:fs")).openSync("/dev/null", "w");
    return {
      run: (args) => {
        const wasi = new NodeWasi({
          version: "preview1",
          args: ["work", ...args],
          preopens: { ".": folder },
          stdout: null_,
        });
        return wasi.start(new engine.Instance(module, wasi.getImportObject())) ?? 0;
      },
      reset: () => {
        rmSync(folder, { recursive: true });
        folder = mkdtempSync(path.join(tmpdir(), "slotbox-bench-"));
      },
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

export const browserShim: WasiHost = {
  name: "browser_wasi_shim",
  open: async (wasm) => {
    const module = new engine.Module(wasm);
    let root = new Map<string, File | Directory>();
    return {
      run: (args) => {
        const wasi = new ShimWasi(
          ["work", ...args],
          [],
          [
            new OpenFile(new File([])),
            new ConsoleStdout(() => {}),
            new ConsoleStdout(() => {}),
            new PreopenDirectory(".", root),
          ],
          // Its default is to print each call.
          { debug: false },
        );
        const instance = new engine.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
        return wasi.start(instance as unknown as Parameters<ShimWasi["start"]>[0]);
      },
      reset: () => {
        root = new Map();
      },
      close: () => {},
    };
  },
};

export const tybysWasi: WasiHost = {
  name: "@tybys/wasm-util",
  open: async (wasm) => {
    const module = new engine.Module(wasm);
    let fs = memfs();
    return {
      run: (args) => {
        const wasi = new TybysWasi({
          version: "preview1",
          args: ["work", ...args],
          preopens: { ".": "/workspace" },
          fs: fs as never,
          returnOnExit: true,
          print: () => {},
        } as unknown as ConstructorParameters<typeof TybysWasi>[0]);
        const instance = new engine.Instance(module, wasi.getImportObject());
        return Number(wasi.start(instance as never) ?? 0);
      },
      reset: () => {
        fs = memfs();
      },
      close: () => {},
    };
  },
};

interface WasmerWasi {
  getImports(module: object): object;
  start(instance: object): void;
}

export const wasmerWasi: WasiHost = {
  name: "@wasmer/wasi 0.12",
  open: async (wasm) => {
    const { WASI, WASIExitError } = createRequire(import.meta.url)("@wasmer/wasi") as {
      WASI: new (config: object) => WasmerWasi;
      WASIExitError: new (...args: never[]) => Error & { code: number };
    };
    const module = new engine.Module(wasm);
    let fs = memfs();
    return {
      run: (args) => {
        const wasi = new WASI({
          args: ["work", ...args],
          preopens: { ".": "/workspace" },
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
      reset: () => {
        fs = memfs();
      },
      close: () => {},
    };
  },
};

/** Streams are descriptors 0 to 2 for hosts that take them from the file system. */
function memfs(): IFs {
  const fs = createFsFromVolume(MemfsVolume.fromJSON({ "/dev/stdin": "", "/dev/stdout": "", "/dev/stderr": "" }));
  fs.mkdirSync("/workspace");
  for (const [name, flags] of [
    ["stdin", "r"],
    ["stdout", "w"],
    ["stderr", "w"],
  ] as const)
    fs.openSync(`/dev/${name}`, flags);
  return fs;
}
