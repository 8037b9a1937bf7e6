import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Volume } from "../../src/volume/volume.ts";
import { comparableToFolder, dumpFolder } from "./dump.ts";
import { checkTwice } from "./fuzz.ts";
import { isSystemCall, operations, runOnKernel, runOnVolume } from "./operations.ts";

/** Deep enough that the few `..` of a run stay inside. */
const NEST = "/1/2/3/4/5/6/7/8/9/10/11/12";
const LIMITS = { maxWorkspaceBytes: 1e6, maxFiles: 1000, maxFileBytes: 1e5, maxDepth: 100 };

// The kernel is the reference, and slotbox's is Linux's.
describe.runIf(process.platform === "linux")("the kernel and a volume", () => {
  let root: string;
  let umask: number;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "slotbox-kernel-"));
    umask = process.umask(0);
  });
  afterAll(() => {
    process.umask(umask);
    rmSync(root, { recursive: true, force: true });
  });

  it("answer any sequence of system calls alike", () => {
    let run = 0;
    const calls = fc.array(operations([NEST, `${NEST}/a`]).filter(isSystemCall), { maxLength: 40, size: "max" });
    const property = fc.property(calls, (ops) => {
      const top = join(root, String(run++));
      mkdirSync(top + NEST, { recursive: true, mode: 0o755 });
      const volume = new Volume(LIMITS);
      volume.mkdirp(NEST);
      for (const operation of ops)
        expect([operation, runOnVolume(volume, operation)]).toEqual([operation, runOnKernel(top, operation)]);
      expect(comparableToFolder(volume, "/1")).toEqual(dumpFolder(top, "/1"));
      rmSync(top, { recursive: true });
    });
    checkTwice(property, 150);
  });
});
