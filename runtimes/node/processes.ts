import { ERRNO, LOOKUP_FOLLOW, WHENCE } from "../abi/preview1.ts";
import { FILESTAT, PENDING } from "../abi/program-files.ts";
import { NULL_DEVICE } from "../abi/program-processes.ts";
import { SIGNALLED } from "../abi/system-calls.ts";
import { currentDirectory, fromRoot, kindOf, ROOT_FD } from "./file-access.ts";
import { machine, register, untilDone } from "./machine.ts";
import { nameOf } from "./uv.ts";

export interface ChildRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | null | undefined;
  /** `NAME=value` */
  readonly envPairs: readonly string[] | null | undefined;
}

const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/** @returns the executable's path, or the name of what is wrong */
export function findExecutable({
  file,
  cwd,
  envPairs,
}: ChildRequest): { readonly path: string } | { readonly error: string } {
  const directory = cwd ?? currentDirectory();
  if (kindOf(directory) !== "directory") return { error: "ENOENT" };
  const environment = envPairs ?? [];
  const path = environment.find((pair) => pair.startsWith("PATH="))?.slice("PATH=".length) ?? DEFAULT_PATH;
  const places = file.includes("/") ? [file] : path.split(":").map((place) => `${place || "."}/${file}`);
  let error = "ENOENT";
  for (const place of places) {
    const absolute = place.startsWith("/") ? place : `${directory}/${place}`;
    if (kindOf(absolute) !== "file") continue;
    if (isExecutable(absolute)) return { path: absolute };
    error = "EACCES";
  }
  return { error };
}

function isExecutable(path: string): boolean {
  const found = machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(path)) === ERRNO.SUCCESS;
  return found && (register(FILESTAT.mode) & 0o111) !== 0;
}

/** What a child has as one of its descriptors: one of ours, or /dev/null. */
export type ChildDescriptor = number | "null";

/** A child that runs. */
export interface Child {
  readonly pid: number;
  /** @returns nothing as long as it runs */
  ended(): ChildEnd | undefined;
  /** Waits for its end on the stack. */
  wait(): ChildEnd;
  /** @returns a preview 1 errno */
  kill(signal: number): number;
}

export interface ChildEnd {
  readonly code: number;
  /** 0 if none has ended it. */
  readonly signal: number;
}

/** Starts a program. @returns the name of what is wrong if it can't */
export function startChild(
  path: string,
  { args, cwd, envPairs }: ChildRequest,
  descriptors: readonly ChildDescriptor[],
  isLeader = false,
): Child | { readonly error: string } {
  const { processes, files } = machine();
  if (!processes) return { error: "ENOSYS" };
  const shared = shareFiles(descriptors);
  const env = Object.fromEntries(
    (envPairs ?? []).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
  const numbers = Object.fromEntries(descriptors.map((fd, number) => [number, shared.numberOf(fd)]));
  const directory = cwd == null ? currentDirectory() : absolute(cwd);
  const request = JSON.stringify({ path, args, env, cwd: directory, descriptors: numbers, isLeader });
  const errno = untilDone(files, () => processes.spawn(request));
  if (errno !== ERRNO.SUCCESS) {
    shared.giveBack();
    return { error: nameOf(errno) };
  }
  const pid = register(0);
  let end: ChildEnd | undefined;
  const take = (): ChildEnd => {
    const status = register(1);
    end = status >= SIGNALLED ? { code: 0, signal: status - SIGNALLED } : { code: status, signal: 0 };
    shared.giveBack();
    return end;
  };
  return {
    pid,
    ended: () => end ?? (processes.wait(pid, false) === PENDING ? undefined : take()),
    wait: () => {
      if (end) return end;
      untilDone(files, () => processes.wait(pid, false));
      return take();
    },
    kill: (signal) => (end ? ERRNO.ESRCH : processes.kill(pid, signal)),
  };
}

/** Files of ours that a child gets: it goes on where we are in them, and we where it has left them. */
function shareFiles(descriptors: readonly ChildDescriptor[]): {
  numberOf(fd: ChildDescriptor): number;
  giveBack(): void;
} {
  const { files, processes } = machine();
  const shared = new Map<number, number>();
  for (const fd of descriptors) {
    if (fd === "null" || shared.has(fd) || files.tell(fd) !== ERRNO.SUCCESS) continue;
    if (processes?.share(fd, register(0)) === ERRNO.SUCCESS) shared.set(fd, register(0));
  }
  return {
    numberOf: (fd) => (fd === "null" ? NULL_DEVICE : (shared.get(fd) ?? fd)),
    giveBack: () => {
      for (const [own, theirs] of shared) {
        if (files.seek(theirs, 0, WHENCE.cur) === ERRNO.SUCCESS) files.seek(own, register(0), WHENCE.set);
        files.close(theirs);
      }
      shared.clear();
    },
  };
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `${currentDirectory()}/${path}`;
}
