import ivm from "isolated-vm";
import { GUEST_FILENAME } from "../../../runtimes/abi/node.ts";
import { KeptHandles } from "../../isolate/kept-handles.ts";

/**
 * A V8 startup snapshot with Node's library loaded. It fits only the V8 and the flags of this process.
 * @param guestCode the bundle that build.ts makes
 */
export function createNodeSnapshot(guestCode: string): ArrayBuffer {
  const handles = new KeptHandles();
  const snapshot = handles.keep(ivm.Isolate.createSnapshot([{ code: guestCode, filename: GUEST_FILENAME }]));
  const bytes = snapshot.copy();
  snapshot.release();
  handles.discard();
  return bytes;
}
