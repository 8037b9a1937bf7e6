import { browserShim } from "./browser-shim.ts";
import type { WasiHost } from "./host.ts";
import { nodeWasi } from "./node.ts";
import { tybysWasi } from "./tybys.ts";
import { wasmerWasi } from "./wasmer.ts";

/** What slotbox's is compared with. */
export const OTHER_HOSTS: readonly WasiHost[] = [nodeWasi, browserShim, tybysWasi, wasmerWasi];
