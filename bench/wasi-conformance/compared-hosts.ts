import { fileURLToPath } from "node:url";
import { packageIn } from "../package-under-test.ts";
import type { WasiHost } from "../subjects/wasi/host.ts";
import { OTHER_HOSTS } from "../subjects/wasi/hosts.ts";
import { slotboxWasi } from "../subjects/wasi/slotbox.ts";

export const PACKAGE_ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const COMPARED_HOSTS: readonly WasiHost[] = [slotboxWasi(packageIn(PACKAGE_ROOT, false)), ...OTHER_HOSTS];
