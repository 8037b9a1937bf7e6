import ivm from "isolated-vm";
import { GUEST_FILENAME } from "../../../runtimes/abi/node.ts";
import { KeptHandles } from "../../isolate/kept-handles.ts";
import { startupSnapshot } from "../../isolate/startup-snapshot.ts";
import { NodeIsolate } from "./node-isolate.ts";

let snapshot: ivm.ExternalCopy<ArrayBuffer> | undefined;

/** Makes isolates of a startup snapshot with Node's library loaded, which is made when the first one is wanted, once a thread. */
export function nodeIsolates(memoryLimitMiB: number, cacheFolders?: readonly string[]): () => NodeIsolate {
  return () => {
    snapshot ??= createSnapshot(cacheFolders);
    return new NodeIsolate(snapshot, memoryLimitMiB);
  };
}

function createSnapshot(cacheFolders: readonly string[] | undefined): ivm.ExternalCopy<ArrayBuffer> {
  const bytes = startupSnapshot("node", { filename: GUEST_FILENAME }, cacheFolders);
  return new KeptHandles().keep(new ivm.ExternalCopy(new Uint8Array(bytes).buffer, { transferOut: true }));
}
