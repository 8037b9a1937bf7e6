import type { ProgramResult } from "../../../src/machine/process/process.ts";
import type { PackageUnderTest } from "../../package-under-test.ts";
import type { WasiHost } from "./host.ts";

interface Parts {
  readonly cells: typeof import("../../../src/machine/shared-memory.ts");
  readonly programs: typeof import("../../../src/machine/wasi/programs.ts");
  readonly bundle: typeof import("../../../src/isolate/guest-bundle.ts");
  readonly volume: typeof import("../../../src/volume/system-layout.ts");
  readonly hostFolder: typeof import("../../../src/backend/host-folder.ts");
  readonly limits: typeof import("../../../src/api/limits.ts");
}

/** The host has no entry of its own in the package, so its parts are loaded by where they stand in dist/src. */
const FILES: Readonly<Record<keyof Parts, string>> = {
  cells: "machine/shared-memory.js",
  programs: "machine/wasi/programs.js",
  bundle: "isolate/guest-bundle.js",
  volume: "volume/system-layout.js",
  hostFolder: "backend/host-folder.js",
  limits: "api/limits.js",
};

async function loadParts(entry: string): Promise<Parts> {
  const modules = await Promise.all(
    Object.entries(FILES).map(async ([part, file]) => [part, await import(new URL(file, entry).href)]),
  );
  return Object.fromEntries(modules) as Parts;
}

/** The host as it is in a slot's worker: in an isolate, over a volume with limits. */
export function slotboxWasi({ name, entry }: PackageUnderTest): WasiHost {
  return {
    name,
    open: async (wasm, { env, preopen, files }) => {
      const parts = await loadParts(entry);
      const { DEFAULT_LIMITS } = parts.limits;
      const { createBareVolume } = parts.volume;
      const { guestBundle } = parts.bundle;
      const programs = new parts.programs.Programs(
        () => guestBundle("wasi"),
        DEFAULT_LIMITS.maxMemoryMiB,
        parts.cells.ownCells(),
      );
      let volume = createBareVolume(DEFAULT_LIMITS);
      if (files !== undefined) await parts.hostFolder.readHostFolder(files, volume, "/workspace", DEFAULT_LIMITS);
      let last: ProgramResult | undefined;
      return {
        run: (args) => {
          const deadlineMs = Date.now() + 60_000;
          const preopens = preopen === undefined ? [] : [{ name: preopen, path: "/workspace" }];
          using program = programs.prepare({ volume, wasm, args, env, preopens }, deadlineMs);
          const { maxOutputBytes } = DEFAULT_LIMITS;
          last = program.runToEnd({ stdin: new Uint8Array(0), deadlineMs, maxOutputBytes });
          return last.exitCode;
        },
        output: () => ({
          stdout: Buffer.from(last?.stdout ?? []).toString(),
          stderr: Buffer.from(last?.stderr ?? []).toString(),
        }),
        reset: () => {
          volume = createBareVolume(DEFAULT_LIMITS);
        },
        close: () => {},
      };
    },
  };
}
