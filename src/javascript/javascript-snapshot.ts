import v8 from "node:v8";
import ivm from "isolated-vm";
import { JavaScriptIsolate } from "../../runtimes/javascript/host.ts";
import { createJavaScriptSnapshot } from "../../runtimes/javascript/snapshot.ts";
import { KeptHandles } from "../../runtimes/kept-handles.ts";
import { guestBundle } from "../guest-bundle.ts";

let shared: SharedArrayBuffer | undefined;

/** The startup snapshot of this process, made once and seen by all workers without a copy. */
export function javaScriptSnapshot(): SharedArrayBuffer {
  if (shared) return shared;
  // The snapshot fits only isolates with the same flags; see src/worker/entry.ts for why this one is set.
  v8.setFlagsFromString("--no-concurrent-recompilation");
  const snapshot = createJavaScriptSnapshot(guestBundle("javascript"));
  shared = new SharedArrayBuffer(snapshot.byteLength);
  new Uint8Array(shared).set(new Uint8Array(snapshot));
  return shared;
}

/** Makes isolates of a startup snapshot; to be had once a thread. */
export function isolatesFrom(snapshot: SharedArrayBuffer, memoryLimitMiB: number): () => JavaScriptIsolate {
  const copy = new KeptHandles().keep(new ivm.ExternalCopy(new Uint8Array(new Uint8Array(snapshot)).buffer));
  return () => new JavaScriptIsolate(copy, memoryLimitMiB);
}
