import type { ProgramResult } from "../../../src/machine/process/process.ts";
import type { PackageUnderTest } from "../../package-under-test.ts";
import type { WasiHost } from "./host.ts";

/** The host as it is in a slot's worker: in an isolate, over a volume with limits. */
export function slotboxWasi({ name, entry }: PackageUnderTest): WasiHost {
  const load = (file: string) => import(new URL(file, entry).href);
  return {
    name,
    open: async (wasm, { env, preopen, files }) => {
      const { ownCells } = (await load(
        "process/shared-cells.js",
      )) as typeof import("../../../src/machine/process/shared-cells.ts");
      const { Programs } = (await load("wasi/programs.js")) as typeof import("../../../src/machine/wasi/programs.ts");
      const { guestBundle } = (await load("guest-bundle.js")) as typeof import("../../../src/isolate/guest-bundle.ts");
      const { createBareVolume } = (await load(
        "volume/bare-volume.js",
      )) as typeof import("../../../src/volume/bare-volume.ts");
      const { readHostFolder } = (await load("host-folder.js")) as typeof import("../../../src/backend/host-folder.ts");
      const { DEFAULT_LIMITS } = (await load("limits.js")) as typeof import("../../../src/api/limits.ts");
      const programs = new Programs(() => guestBundle("wasi"), DEFAULT_LIMITS.maxMemoryMiB, ownCells());
      let volume = createBareVolume(DEFAULT_LIMITS);
      if (files !== undefined) await readHostFolder(files, volume, "/workspace", DEFAULT_LIMITS);
      let last: ProgramResult | undefined;
      return {
        run: (args) => {
          last = programs.run({
            volume,
            wasm,
            args,
            env,
            preopens: preopen === undefined ? [] : [{ name: preopen, path: "/workspace" }],
            stdin: new Uint8Array(0),
            deadlineMs: Date.now() + 60_000,
            maxOutputBytes: DEFAULT_LIMITS.maxOutputBytes,
          });
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
