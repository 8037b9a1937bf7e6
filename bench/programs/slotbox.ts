import { serveWorkspaces } from "../subjects/remote.ts";
import { openSlots, type SlotsSetting } from "../subjects/slotbox-slots.ts";

/* Runs calls in slots of the build at an address, on behalf of the benchmark. */

const [setting] = process.argv.slice(2);
serveWorkspaces((files) => openSlots(JSON.parse(setting ?? "") as SlotsSetting, files));
