import { setEngineFlags } from "../../isolate/engine-flags.ts";
import { guestBundle } from "../../isolate/guest-bundle.ts";
import { createShellSnapshot } from "./create-snapshot.ts";

let shared: SharedArrayBuffer | undefined;

/** The startup snapshot of this process, made once and seen by all workers without a copy. */
export function shellSnapshot(): SharedArrayBuffer {
  if (shared) return shared;
  setEngineFlags();
  const snapshot = createShellSnapshot(guestBundle("shell"));
  shared = new SharedArrayBuffer(snapshot.byteLength);
  new Uint8Array(shared).set(new Uint8Array(snapshot));
  return shared;
}
