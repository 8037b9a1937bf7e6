import type { VolumeLimits } from "../api/limits.ts";
import { Volume } from "./volume.ts";

const NO_SYSTEM = new Volume({ maxWorkspaceBytes: 1, maxFiles: 1, maxFileBytes: 1, maxDepth: 1 });

/** A slot's volume without the system layout, for the main thread: no program looks at it there. */
export function createBareVolume(limits: VolumeLimits): Volume {
  return new Volume(limits, NO_SYSTEM);
}
