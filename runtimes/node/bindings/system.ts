import { absentClass } from "../absent.ts";
import { readText } from "../file-access.ts";
import { machineIfStarted, now, startTime } from "../machine.ts";
import { availableMemoryBytes, totalMemoryBytes } from "../memory-info.ts";
import { nodeFacts } from "../node-facts.ts";
import { uvNumber } from "../uv.ts";
import type { Binding } from "./binding.ts";

const NO_THREADS = "slotbox has no worker_threads.Worker: a slot has no threads";
const US_PER_MS = 1000;
const TIMESTAMP = "NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP";
/** Constants that Node's binding has but does not list, so that the build doesn't find them. */
const MILESTONES = {
  [TIMESTAMP]: 0,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1,
  NODE_PERFORMANCE_MILESTONE_ENVIRONMENT: 2,
  NODE_PERFORMANCE_MILESTONE_NODE_START: 3,
  NODE_PERFORMANCE_MILESTONE_V8_START: 4,
  NODE_PERFORMANCE_MILESTONE_LOOP_START: 5,
  NODE_PERFORMANCE_MILESTONE_LOOP_EXIT: 6,
  NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE: 7,
} as const;

/** What of the machine a program can ask for: the same in every slot. */
export const system = {
  config: (bare: Binding): void => {
    Object.assign(bare, { hasIntl: false, hasInspector: false, hasOpenSSL: true, hasTracing: false, fipsMode: false });
  },
  os: (bare: Binding): void => {
    Object.assign(bare, {
      getHostname: () => "slotbox",
      getLoadAvg: (fields: Float64Array) => void fields.fill(0),
      getUptime: () => Math.ceil(now() / 1000),
      getTotalMem: totalMemoryBytes,
      getFreeMem: availableMemoryBytes,
      getCPUs: () => ["slotbox", 0, 0, 0, 0, 0, 0],
      getInterfaceAddresses: () => [],
      getHomeDirectory: () => machineIfStarted()?.options.env["HOME"] ?? "/root",
      getUserInfo: () => ({ uid: 0, gid: 0, username: "root", homedir: "/root", shell: "/bin/bash" }),
      setPriority: () => 0,
      getPriority,
      getAvailableParallelism: () => 1,
      getOSInformation: () => ["Linux", "#1 slotbox", "6.1.0-slotbox", "x86_64"],
      isBigEndian: false,
    });
  },
  performance: (bare: Binding): void => {
    Object.assign(bare, {
      now,
      loopIdleTime: () => 0,
      constants: { ...(bare["constants"] as object), ...MILESTONES },
      // A program's clock begins with it; only the timestamp is not known while the startup snapshot is made.
      milestones: new Proxy([0], {
        get: (_, index) => (index === String(MILESTONES[TIMESTAMP]) ? startTime() * US_PER_MS : 0),
      }),
      Histogram: absentClass("slotbox has no perf_hooks.createHistogram"),
      createELDHistogram: () => new (absentClass("slotbox has no perf_hooks.monitorEventLoopDelay"))(),
    });
  },
  worker: (bare: Binding): void => {
    Object.assign(bare, {
      isMainThread: true,
      isInternalThread: false,
      ownsProcessState: true,
      threadId: 0,
      Worker: absentClass(NO_THREADS),
    });
  },
  trace_events: (bare: Binding): void => {
    Object.assign(bare, {
      getCategoryEnabledBuffer: () => new Uint8Array(1),
      isTraceCategoryEnabled: () => false,
      getEnabledCategories: () => undefined,
      available: false,
    });
  },
  mksnapshot: (bare: Binding): void => {
    bare["isBuildingSnapshotBuffer"] = new Uint8Array(1);
  },
  permission: (bare: Binding): void => {
    bare["has"] = () => true;
  },
  report: (bare: Binding): void => {
    for (const name of Object.keys(bare)) bare[name] = () => false;
  },
  v8: (bare: Binding): void => {
    bare["startupSnapshot"] = {};
    bare["isStringOneByteRepresentation"] = (text: string) => !/[^\0-\xff]/.test(text);
  },
  sea: (bare: Binding): void => {
    Object.assign(bare, { isSea: () => false, isExperimentalSeaWarningNeeded: () => false, getAsset: () => undefined });
  },
  diagnostics_channel: (bare: Binding): void => {
    bare["subscribers"] = new Uint32Array(1024);
  },
  tty_wrap: (bare: Binding): void => {
    bare["isTTY"] = () => false;
  },
  uv: fillUv,
};

/** Where the niceness is in `/proc/PID/stat`, behind the name. */
const NICENESS_FIELD = 16;

/** @returns nothing if there is no such process, of which the context then tells */
function getPriority(pid: number, context: object): number | undefined {
  const fields = readText(`/proc/${pid === 0 ? "self" : pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");
  if (fields) return Number(fields[NICENESS_FIELD]);
  const errno = uvNumber("ESRCH");
  Object.assign(context, { errno, code: "ESRCH", message: "no such process", syscall: "uv_os_getpriority" });
  return undefined;
}

function fillUv(bare: Binding): void {
  const errors = new Map(nodeFacts.errors.map(([errno, entry]) => [errno, [...entry]]));
  Object.assign(bare, {
    getErrorMap: () => errors,
    errname: (errno: number) => errors.get(errno)?.[0] ?? `Unknown system error ${errno}`,
    getErrorMessage: (errno: number) => errors.get(errno)?.[1] ?? `Unknown system error ${errno}`,
  });
}
