import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";
import { ownCells } from "../../src/machine/shared-memory.ts";
import { Programs } from "../../src/machine/wasi/programs.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";

const MIB = 1024 * 1024;
const FILES = 40;
const FILE_MIB = 8;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

it("files that a running program has taken away are given back while it runs", () => {
  const volume = new Volume(DEFAULT_LIMITS, createSystemLayout([]));
  const heldMiB: number[] = [];
  const remove = volume.writer.remove.bind(volume.writer);
  volume.writer.remove = (link) => {
    remove(link);
    gc();
    heldMiB.push(process.memoryUsage().arrayBuffers / MIB);
  };

  const deadlineMs = Date.now() + 100_000;
  const image = {
    volume,
    wasm: readFileSync(new URL("./programs/probe.wasm", import.meta.url)),
    args: ["probe", "churn", String(FILES)],
    env: {},
    preopens: [{ name: ".", path: "/workspace" }],
  };
  using program = new Programs(() => guestBundle("wasi"), 128, ownCells()).prepare(image, deadlineMs);
  const result = program.runToEnd({ stdin: new Uint8Array(0), deadlineMs, maxOutputBytes: MIB });

  expect(Buffer.from(result.stdout).toString()).toBe("done\n");
  expect(heldMiB).toHaveLength(FILES);
  const grownMiB = Math.max(...heldMiB) - (heldMiB[0] ?? 0);
  expect(grownMiB).toBeLessThan((FILES * FILE_MIB) / 4);
});
