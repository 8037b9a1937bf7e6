import { readFileSync } from "node:fs";
import { SlotboxError } from "../api/errors.ts";

/** In a checkout `npm ci` puts the bundles into dist; as installed this module is in dist itself. */
const GUESTS = new URL(import.meta.url.endsWith(".ts") ? "../../dist/guest/" : "../../guest/", import.meta.url);

export type Runtime = "shell" | "wasi" | "python" | "node";

/** The code of a runtime, to be run in an isolate. @throws SlotboxError `start_failed` if it was not built */
export function guestBundle(runtime: Runtime): string {
  return guestBundleBytes(runtime).toString("utf8");
}

export function guestBundleBytes(runtime: Runtime): Buffer {
  return builtFile(`${runtime}.js`);
}

/** The WebAssembly module of jq. @throws as {@link guestBundle} */
export function jqModule(): Buffer {
  return builtFile("jq.wasm");
}

function builtFile(name: string): Buffer {
  const file = new URL(name, GUESTS);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SlotboxError("start_failed", `the guest bundle is missing (${file.pathname}): run npm run build`, {
      cause: error,
    });
  }
}
