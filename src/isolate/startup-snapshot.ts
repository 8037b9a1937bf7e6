import ivm from "isolated-vm";
import { setEngineFlags } from "./engine-flags.ts";
import { guestBundle } from "./guest-bundle.ts";
import { KeptHandles } from "./kept-handles.ts";

/**
 * A V8 startup snapshot of an isolate in which a runtime's code has run. It fits only the V8 and the flags of this process,
 * so it is made at run time, in a tenth of a second or more.
 * @param filename how stacks name the code
 * @param warmUp code that runs after it, so that the snapshot has what it calls compiled
 */
export function createStartupSnapshot(
  runtime: "shell" | "node",
  { filename, warmUp }: { readonly filename?: string; readonly warmUp?: string } = {},
): ArrayBuffer {
  setEngineFlags();
  const handles = new KeptHandles();
  const script = { code: guestBundle(runtime), ...(filename === undefined ? {} : { filename }) };
  const snapshot = handles.keep(ivm.Isolate.createSnapshot([script], warmUp));
  const bytes = snapshot.copy();
  snapshot.release();
  handles.discard();
  return bytes;
}
