import { readFileSync } from "node:fs";
import { SlotboxError } from "../api/errors.ts";

/** In a checkout `npm ci` puts the bundles into dist; as installed this module is in dist itself. */
const GUESTS = new URL(import.meta.url.endsWith(".ts") ? "../../dist/guest/" : "../../guest/", import.meta.url);

/** The code of a runtime, to be run in an isolate. @throws SlotboxError `start_failed` if it was not built */
export function guestBundle(runtime: "shell" | "wasi" | "python" | "node"): string {
  const file = new URL(`${runtime}.js`, GUESTS);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SlotboxError("start_failed", `the guest bundle is missing (${file.pathname}): run npm run build`, {
      cause: error,
    });
  }
}
