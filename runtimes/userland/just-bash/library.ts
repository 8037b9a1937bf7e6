import "./module-collections.ts";
import { commands } from "just-bash/commands";
import { endNoting } from "./module-collections.ts";

/** Forgets what the library has kept for itself of a call. */
export const forgetCall = endNoting();
export { commands };
