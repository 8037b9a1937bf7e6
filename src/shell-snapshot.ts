import v8 from "node:v8";
import { createShellSnapshot } from "../runtimes/shell/snapshot.ts";
import { guestBundle } from "./guest-bundle.ts";

let shared: SharedArrayBuffer | undefined;

/** The startup snapshot of this process, made once and seen by all workers without a copy. */
export function shellSnapshot(): SharedArrayBuffer {
  if (shared) return shared;
  // The snapshot fits only isolates with the same flags; see src/worker/entry.ts for why this one is set.
  v8.setFlagsFromString("--no-concurrent-recompilation");
  const snapshot = createShellSnapshot(guestBundle("shell"));
  shared = new SharedArrayBuffer(snapshot.byteLength);
  new Uint8Array(shared).set(new Uint8Array(snapshot));
  return shared;
}
