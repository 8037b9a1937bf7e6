import type { BackendConfig } from "../../src/index.ts";
import type { PackageUnderTest } from "../package-under-test.ts";
import { openRemote } from "./remote.ts";
import type { SlotsSetting, Tool } from "./slotbox-slots.ts";
import type { Subject } from "./subject.ts";

/**
 * slotbox in a process of its own, which does nothing else, as its user's would not know of other builds of it either:
 * isolated-vm can't be loaded twice from different folders into one process.
 */
export function slotboxSubject(
  { name, entry }: PackageUnderTest,
  config: BackendConfig = {},
  tool: Tool = "bash",
): Subject {
  const setting: SlotsSetting = { entry, config, tool };
  return { name, open: (files) => openRemote("slotbox.ts", [JSON.stringify(setting)], files) };
}
