import ivm from "isolated-vm";
import { JavaScriptIsolate } from "../../runtimes/javascript/host.ts";
import { createJavaScriptSnapshot } from "../../runtimes/javascript/snapshot.ts";
import { KeptHandles } from "../../runtimes/kept-handles.ts";
import { setEngineFlags } from "../engine-flags.ts";
import { guestBundle } from "../guest-bundle.ts";

let snapshot: ivm.ExternalCopy<ArrayBuffer> | undefined;

/** Makes isolates of a startup snapshot, which is made when the first one is wanted, once a thread. */
export function javaScriptIsolates(memoryLimitMiB: number): () => JavaScriptIsolate {
  return () => {
    snapshot ??= createSnapshot();
    return new JavaScriptIsolate(snapshot, memoryLimitMiB);
  };
}

function createSnapshot(): ivm.ExternalCopy<ArrayBuffer> {
  setEngineFlags();
  return new KeptHandles().keep(new ivm.ExternalCopy(createJavaScriptSnapshot(guestBundle("javascript"))));
}
