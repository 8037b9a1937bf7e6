import { files, spawner } from "./host.ts";
import { interrupt } from "./interrupt.ts";
import { sleepUntil } from "./poll.ts";
import type { SlotFileSystem } from "./slot-file-system.ts";
import { ROOT_FD } from "./slot-nodes.ts";

const MS_PER_S = 1000;
const MAX_TIME_MS = 8.64e15;

/** The module `_slotbox_host`: what Python programs need of the host beyond files. */
export function createHostModule(fileSystem: SlotFileSystem) {
  return {
    /** @param timeoutS seconds, or negative for none */
    spawn: (request: string, stdin: string, timeoutS: number): number => {
      const deadlineMs = timeoutS < 0 ? MAX_TIME_MS : Date.now() + timeoutS * MS_PER_S;
      const endMs = Math.min(deadlineMs, interrupt.atMs);
      return spawner().spawn(JSON.stringify({ ...(JSON.parse(request) as object), deadlineMs: endMs }), stdin);
    },
    spawnOutput: (stream: number): string => spawner().spawnOutput(stream),
    /** The next `poll` sleeps until then. */
    sleepUntil: (timeMs: number): void => sleepUntil(Math.min(timeMs, MAX_TIME_MS)),
    /** To be asked after what takes time outside of Python: whether it is to go on with KeyboardInterrupt. */
    takeInterrupt: (): boolean => {
      if (interrupt.isGiven || !interrupt.isDue) return false;
      interrupt.give();
      return true;
    },
    umask: (mask: number): number => fileSystem.setUmask(mask),
    /** @returns a preview 1 errno, which is Python's */
    link: (from: string, to: string): number => files().link(ROOT_FD, 0, from.slice(1), ROOT_FD, to.slice(1)),
  };
}
