import { setEngineFlags } from "../../isolate/engine-flags.ts";
import { guestBundle } from "../../isolate/guest-bundle.ts";
import { inSharedMemory } from "../../isolate/shared-memory.ts";
import { createShellSnapshot } from "./create-snapshot.ts";

let shared: SharedArrayBuffer | undefined;

/** The startup snapshot of this process, made once and seen by all workers without a copy. */
export function shellSnapshot(): SharedArrayBuffer {
  if (shared) return shared;
  setEngineFlags();
  const snapshot = createShellSnapshot(guestBundle("shell"));
  shared = inSharedMemory(new Uint8Array(snapshot)).buffer;
  return shared;
}
