import ivm from "isolated-vm";
import { setEngineFlags } from "../../isolate/engine-flags.ts";
import { guestBundle } from "../../isolate/guest-bundle.ts";
import { KeptHandles } from "../../isolate/kept-handles.ts";
import { createNodeSnapshot } from "./create-snapshot.ts";
import { NodeIsolate } from "./node-isolate.ts";

let snapshot: ivm.ExternalCopy<ArrayBuffer> | undefined;

/** Makes isolates of a startup snapshot, which is made when the first one is wanted, once a thread. */
export function nodeIsolates(memoryLimitMiB: number): () => NodeIsolate {
  return () => {
    snapshot ??= createSnapshot();
    return new NodeIsolate(snapshot, memoryLimitMiB);
  };
}

function createSnapshot(): ivm.ExternalCopy<ArrayBuffer> {
  setEngineFlags();
  return new KeptHandles().keep(new ivm.ExternalCopy(createNodeSnapshot(guestBundle("node"))));
}
