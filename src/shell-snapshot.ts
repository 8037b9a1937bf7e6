import { readFileSync } from "node:fs";
import v8 from "node:v8";
import { createShellSnapshot } from "../runtimes/shell/snapshot.ts";
import { SlotboxError } from "./errors.ts";

/** In a checkout `npm ci` puts the bundle into dist; as installed this module is in dist itself. */
const GUEST = new URL(
  import.meta.url.endsWith(".ts") ? "../dist/guest/shell.js" : "../guest/shell.js",
  import.meta.url,
);

let shared: SharedArrayBuffer | undefined;

/** The startup snapshot of this process, made once and seen by all workers without a copy. */
export function shellSnapshot(): SharedArrayBuffer {
  if (shared) return shared;
  // The snapshot fits only isolates with the same flags; see src/worker/entry.ts for why this one is set.
  v8.setFlagsFromString("--no-concurrent-recompilation");
  const snapshot = createShellSnapshot(readGuest());
  shared = new SharedArrayBuffer(snapshot.byteLength);
  new Uint8Array(shared).set(new Uint8Array(snapshot));
  return shared;
}

function readGuest(): string {
  try {
    return readFileSync(GUEST, "utf8");
  } catch (error) {
    throw new SlotboxError("start_failed", `the guest bundle is missing (${GUEST.pathname}): run npm run build`, {
      cause: error,
    });
  }
}
