import { ERRNO } from "../abi/preview1.ts";
import { FIRST_PID } from "../abi/shell.ts";
import { childDescriptors, type SharedFile } from "./child-descriptors.ts";
import { openDescriptor } from "./descriptor-streams.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { type NewTime, setFileTimes } from "./file-times.ts";
import { files, processes, register } from "./host.ts";
import { interrupt } from "./interrupt.ts";
import { lastOutcome, prepare, takeEnded, watchChild } from "./poll.ts";
import type { SlotFileSystem } from "./slot-file-system.ts";
import { ROOT_FD } from "./slot-nodes.ts";

const MAX_TIME_MS = 8.64e15;
const SIGINT = 2;
const NS_PER_SECOND = 1_000_000_000n;

/** The module `_slotbox_host`: what Python programs need of the host beyond files. Numbers of errors are Python's own. */
export function createHostModule(module: EmscriptenModule, fileSystem: SlotFileSystem) {
  /** What `answer` gives. */
  let answers: readonly number[] = [0, 0];
  /** Files that children write to or read from, by the children's pids. */
  const shared = new Map<number, readonly SharedFile[]>();
  let sharedByNext: readonly SharedFile[] = [];
  /** Whether the prepared call starts a child, and whether one ever did. */
  let isSpawn = false;
  let hasChildren = false;
  const giveBack = (pid: number): void => {
    for (const file of shared.get(pid) ?? []) file.giveBack();
    shared.delete(pid);
  };
  return {
    /** Has the next `poll` sleep until then, which its own milliseconds are too coarse for. */
    prepareSleep: (timeMs: number): void => {
      const untilMs = Math.min(timeMs, MAX_TIME_MS);
      prepare(() => files().sleepUntil(Math.min(untilMs, interrupt.atMs)), true);
    },
    /** @param request a ChildRequest without its descriptors, as JSON @param descriptors those, by Python's numbers */
    prepareSpawn: (request: string, descriptors: string): void => {
      const { numbers, files: given } = childDescriptors(module, JSON.parse(descriptors) as Record<string, number>);
      const asked = JSON.stringify({ ...(JSON.parse(request) as object), descriptors: numbers });
      sharedByNext = given;
      isSpawn = true;
      prepare(() => processes().spawn(asked));
    },
    prepareWait: (pid: number, noHang: boolean): void => prepare(() => processes().wait(pid, noHang)),
    /** What the prepared call came to: 0, or a number of an error. */
    errno: (): number => {
      const { errno, values } = lastOutcome();
      answers = values;
      const [pid = 0] = values;
      if (isSpawn && errno === ERRNO.SUCCESS) hasChildren = true;
      isSpawn = false;
      if (sharedByNext.length > 0) {
        if (errno === ERRNO.SUCCESS) shared.set(pid, sharedByNext);
        else for (const file of sharedByNext) file.giveBack();
        sharedByNext = [];
      } else if (errno === ERRNO.SUCCESS) giveBack(pid);
      return errno;
    },
    answer: (index: number): number => answers[index] ?? 0,
    watchChild,
    /** The pid of a child that was watched and has ended, or 0. */
    takeEnded: (): number => {
      const child = takeEnded();
      if (!child) return 0;
      answers = [child.pid, child.status];
      giveBack(child.pid);
      return child.pid;
    },
    pipe: (): number => {
      const errno = processes().pipe();
      if (errno !== ERRNO.SUCCESS) return errno;
      const [reading, writing] = [Number(register(0)), Number(register(1))];
      answers = [openDescriptor(module, reading).fd, openDescriptor(module, writing).fd];
      return ERRNO.SUCCESS;
    },
    kill: (pid: number, signal: number): number => processes().kill(pid, signal),
    /** To be asked after what takes time outside of Python: whether it is to go on with KeyboardInterrupt. */
    takeInterrupt: (): boolean => {
      if (interrupt.isGiven || !interrupt.isDue) return false;
      interrupt.give();
      // As from a terminal, children get it, too.
      if (hasChildren) processes().kill(-FIRST_PID, SIGINT);
      return true;
    },
    umask: (mask: number): number => fileSystem.setUmask(mask),
    /** @param times seconds and nanoseconds of access, then of change; none for now. Files of the interpreter's own stay. */
    utime: (directory: number, path: string, follow: boolean, ...times: (number | bigint)[]): number => {
      const ns = ([0, 2] as const).map((at) => BigInt(times[at] ?? 0) * NS_PER_SECOND + BigInt(times[at + 1] ?? 0));
      if (ns.some((time) => time !== BigInt.asIntN(64, time))) return ERRNO.EINVAL;
      const [atime, mtime]: readonly NewTime[] = times.length === 0 ? ["now", "now"] : ns;
      return setFileTimes(directory, path, follow, atime, mtime) ?? ERRNO.SUCCESS;
    },
    /** @returns a preview 1 errno, which is Python's */
    link: (from: string, to: string): number => files().link(ROOT_FD, 0, from.slice(1), ROOT_FD, to.slice(1)),
  };
}
