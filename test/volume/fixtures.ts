import { expect } from "vitest";
import type { VolumeLimits } from "../../src/api/limits.ts";
import { PosixError } from "../../src/volume/posix-error.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { type Dump, dumpVolume } from "./dump.ts";

export const LIMITS: VolumeLimits = {
  maxWorkspaceBytes: 1_000_000,
  maxFiles: 1000,
  maxFileBytes: 100_000,
  maxDepth: 100,
};

/** A volume as the main thread has it. */
export function volumeWith(limits: Partial<VolumeLimits> = {}): Volume {
  return createBareVolume({ ...LIMITS, ...limits });
}

export function bytes(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

export function textOf(volume: Volume, path: string): string {
  return Buffer.from(volume.readFile(path)).toString("utf8");
}

/** The errno an operation fails with, or "ok". */
export function errnoOf(operation: () => void): string {
  try {
    operation();
    return "ok";
  } catch (error) {
    if (error instanceof PosixError) return error.code;
    throw error;
  }
}

/** All that can be seen of a volume, with its usage. */
export function stateOf(volume: Volume): { tree: Dump; usedBytes: number; usedInodes: number } {
  return {
    tree: dumpVolume(
      volume,
      volume.readdir("/").map(({ name }) => `/${name}`),
      { withIno: true },
    ),
    usedBytes: volume.usedBytes,
    usedInodes: volume.usedInodes,
  };
}

/** Fails with the errno, and leaves no trace: neither in the tree, nor in the usage, nor in the next delta. */
export function expectFailure(volume: Volume, operation: () => void, code: string): void {
  volume.takeDelta();
  const before = stateOf(volume);
  expect(errnoOf(operation)).toBe(code);
  expect(stateOf(volume)).toEqual(before);
  expect(volume.takeDelta().inodes.filter(({ kind }) => kind !== "directory")).toEqual([]);
}
