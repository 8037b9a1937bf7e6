import { DEFAULT_LIMITS, type Limits } from "../../src/api/limits.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { Volume } from "../../src/volume/volume.ts";

/** A volume as the main thread has it, with files in its workspace. */
export function workspaceWith(files: Readonly<Record<string, string | Uint8Array>> = {}): Volume {
  const volume = createBareVolume(DEFAULT_LIMITS);
  for (const [path, content] of Object.entries(files)) {
    volume.mkdirp(`/workspace/${path}`.slice(0, `/workspace/${path}`.lastIndexOf("/")));
    volume.writeFile(`/workspace/${path}`, typeof content === "string" ? Buffer.from(content, "utf8") : content);
  }
  return volume;
}

export function limitsWith(limits: Partial<Limits>): Limits {
  return { ...DEFAULT_LIMITS, ...limits };
}

/** Requests below 1, and what is no count at all. */
export const ODD_LIMITS: readonly (readonly [requested: number, clampedOfTen: number])[] = [
  [0, 1],
  [-1, 1],
  [Number.NEGATIVE_INFINITY, 1],
  [1, 1],
  [3.9, 3],
  [10, 10],
  [11, 10],
  [1e18, 10],
  [Number.POSITIVE_INFINITY, 10],
  [Number.NaN, 10],
];
