import { EXIT } from "../../abi/exit-codes.ts";
import { ERRNO, FILETYPE, LOOKUP_FOLLOW } from "../../abi/preview1.ts";
import { FILESTAT } from "../../abi/program-files.ts";
import { loadEnvFile } from "../env-file.ts";
import { changeDirectory, currentDirectory, fromRoot, ROOT_FD } from "../file-access.ts";
import { exitProgram, machine, machineIfStarted, now, register } from "../machine.ts";
import { availableMemoryBytes } from "../memory-info.ts";
import { takesSignal } from "../signals.ts";
import { printError } from "../standard-error.ts";
import { nameOf, uvException, uvNumber } from "../uv.ts";
import type { Binding, BindingContext } from "./binding.ts";

const NS_PER_MS = 1_000_000;
const MEMORY = { rss: 50 << 20, total: 20 << 20, used: 10 << 20 };

export const processMethods = {
  process_methods: (bare: Binding, { process }: BindingContext): void => {
    const hrtimeBuffer = new Uint32Array(3);
    const hrtimeBigInt = new BigUint64Array(hrtimeBuffer.buffer, 0, 1);
    Object.assign(bare, {
      hrtimeBuffer,
      hrtime() {
        const ns = BigInt(Math.round(now() * NS_PER_MS));
        const seconds = ns / 1_000_000_000n;
        hrtimeBuffer[0] = Number(seconds >> 32n);
        hrtimeBuffer[1] = Number(seconds & 0xffffffffn);
        hrtimeBuffer[2] = Number(ns % 1_000_000_000n);
      },
      hrtimeBigInt() {
        hrtimeBigInt[0] = BigInt(Math.round(now() * NS_PER_MS));
      },
      uptime: () => now() / 1000,
      memoryUsage(fields: Float64Array) {
        fields.set([MEMORY.rss, MEMORY.total, MEMORY.used, 0, 0]);
      },
      rss: () => MEMORY.rss,
      constrainedMemory: () => 0,
      availableMemory: availableMemoryBytes,
      cpuUsage(fields: Float64Array) {
        fields.set([Math.round(now() * 1000), 0]);
      },
      threadCpuUsage(fields: Float64Array) {
        fields.set([Math.round(now() * 1000), 0]);
      },
      resourceUsage(fields: Float64Array) {
        fields.fill(0);
      },
      _getActiveRequests: () => [],
      _getActiveHandles: () => [],
      getActiveResourcesInfo: () => [],
      _kill: (pid: number, signal: number) => {
        if (pid !== process["pid"]) {
          const errno = machine().processes?.kill(pid, signal) ?? ERRNO.ESRCH;
          return errno === ERRNO.SUCCESS ? 0 : uvNumber(nameOf(errno));
        }
        if (signal !== 0 && !takesSignal(signal)) exitProgram(SIGNAL_EXIT + signal);
        return 0;
      },
      _rawDebug: (text: string) => printError(`${text}\n`),
      cwd: () => (machineIfStarted() ? currentDirectory() : "/"),
      chdir(directory: string) {
        const absolute = resolve(currentDirectory(), directory);
        const errno = machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(absolute));
        const failed = errno !== ERRNO.SUCCESS || register(FILESTAT.filetype) !== FILETYPE.directory;
        if (failed)
          throw uvException(errno === ERRNO.SUCCESS ? "ENOTDIR" : errno, "chdir", currentDirectory(), directory);
        changeDirectory(absolute);
      },
      umask: (mask?: number) => {
        const before = umask;
        if (mask !== undefined) umask = mask;
        return before;
      },
      loadEnvFile(path = ".env") {
        if (!loadEnvFile(path, process.env)) throw uvException("ENOENT", "open", path);
      },
      reallyExit: (code: number) => exitProgram(code),
      abort: () => exitProgram(EXIT.aborted),
      patchProcessObject() {},
    });
  },
  credentials: (bare: Binding, { process }: BindingContext): void => {
    Object.assign(bare, {
      safeGetenv: (name: string) => process.env[name],
      getTempDir: () => process.env["TMPDIR"] ?? "/tmp",
      getuid: () => 0,
      geteuid: () => 0,
      getgid: () => 0,
      getegid: () => 0,
      getgroups: () => [0],
    });
  },
};

let umask = 0o22;
const SIGNAL_EXIT = 128;

function resolve(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
