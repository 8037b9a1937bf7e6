import { ERRNO } from "../../abi/preview1.ts";
import { asBytes } from "../bytes.ts";
import { HandleWrap } from "../handle-wrap.ts";
import { loop, type Watcher } from "../loop.ts";
import { machine, register } from "../machine.ts";
import { constant } from "../node-facts.ts";
import { Pipe, shareStreamState } from "../pipe.ts";
import { type Child, type ChildDescriptor, type ChildRequest, findExecutable, startChild } from "../processes.ts";
import { Signal, signalName } from "../signals.ts";
import { runSync } from "../spawn-sync.ts";
import { nameOf, uvNumber } from "../uv.ts";
import type { Binding } from "./binding.ts";

interface Stdio {
  readonly type: "pipe" | "overlapped" | "ignore" | "inherit" | "fd" | "wrap";
  readonly handle?: Pipe;
  readonly fd?: number;
  readonly input?: ArrayBufferView | null;
}

interface SpawnOptions extends ChildRequest {
  readonly stdio?: readonly Stdio[];
  readonly timeout?: number;
  readonly killSignal?: number;
  readonly maxBuffer?: number;
  readonly detached?: boolean;
}

const DETACHED = constant<{ kProcessFlagDetached: number }>("process_wrap", "constants").kProcessFlagDetached;
const STDIN = 0;
const SIGTERM = 15;

class Process extends HandleWrap {
  pid: number | undefined;
  onexit: ((code: number, signal: string) => void) | undefined;
  #child: Child | undefined;
  #watcher: Watcher | undefined;
  #isRef = true;

  spawn(
    file: string,
    args: readonly string[],
    cwd: ChildRequest["cwd"],
    envPairs: ChildRequest["envPairs"],
    stdio: readonly Stdio[] | undefined,
    flags = 0,
  ): number {
    const request: ChildRequest = { file, args, cwd, envPairs };
    const found = findExecutable(request);
    if ("error" in found) return uvNumber(found.error);
    const theirs: number[] = [];
    const descriptors = (stdio ?? []).map((each, number) => this.#descriptorOf(each, number, theirs));
    const child = startChild(found.path, request, descriptors, (flags & DETACHED) !== 0);
    for (const fd of theirs) machine().files.close(fd);
    if ("error" in child) return uvNumber(child.error);
    this.#child = child;
    this.pid = child.pid;
    this.#watcher = loop.watch(
      () => child.ended() !== undefined,
      () => {
        this.#watcher = undefined;
        const { code, signal } = child.wait();
        this.onexit?.(code, signal === 0 ? "" : signalName(signal));
      },
    );
    this.#watcher.isRef = this.#isRef;
    return 0;
  }

  /** @param theirs gets the ends of pipes that are the child's alone */
  #descriptorOf({ type, handle, fd }: Stdio, number: number, theirs: number[]): ChildDescriptor {
    if (type === "inherit" || type === "fd") return fd ?? number;
    if (type === "wrap") return handle?.fd ?? "null";
    if (type === "ignore" || !handle || machine().processes?.pipe() !== ERRNO.SUCCESS) return "null";
    const [reading, writing] = [register(0), register(1)];
    const [own, child] = number === STDIN ? [writing, reading] : [reading, writing];
    handle.fd = own;
    theirs.push(child);
    return child;
  }

  kill(signal: number): number {
    const errno = this.#child?.kill(signal) ?? ERRNO.ESRCH;
    return errno === ERRNO.SUCCESS ? 0 : uvNumber(nameOf(errno));
  }

  override ref(): void {
    this.#setRef(true);
  }

  override unref(): void {
    this.#setRef(false);
  }

  override hasRef(): boolean {
    return this.#isRef;
  }

  #setRef(isRef: boolean): void {
    this.#isRef = isRef;
    if (this.#watcher) this.#watcher.isRef = isRef;
  }

  close(closed?: () => void): void {
    if (this.#watcher) loop.unwatch(this.#watcher);
    this.#watcher = undefined;
    if (closed) loop.enqueue(() => closed.call(this));
  }
}

type Buffers = { from(bytes: ArrayBufferLike, offset: number, length: number): Uint8Array };

function asBuffer(bytes: Uint8Array): Uint8Array {
  return (globalThis as unknown as { Buffer: Buffers }).Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function spawnSync(options: SpawnOptions): object {
  const nothing = { status: null, signal: null, output: null, pid: 0 };
  const found = findExecutable(options);
  if ("error" in found) return { ...nothing, error: uvNumber(found.error) };
  const result = runSync({
    path: found.path,
    child: options,
    stdio: (options.stdio ?? []).map((stdio, number) => syncStdio(stdio, number)),
    timeoutMs: options.timeout ?? 0,
    killSignal: options.killSignal || SIGTERM,
    maxBufferBytes: options.maxBuffer ?? Number.POSITIVE_INFINITY,
  });
  if ("error" in result) return { ...nothing, error: uvNumber(result.error) };
  const { code, signal, pid, endedFor } = result;
  const output = result.output.map((bytes) => (bytes ? asBuffer(bytes) : null));
  return {
    ...(endedFor ? { error: uvNumber(endedFor === "timeout" ? "ETIMEDOUT" : "ENOBUFS") } : {}),
    status: signal === 0 ? code : null,
    signal: signal === 0 ? null : signalName(signal),
    output,
    pid,
  };
}

function syncStdio({ type, fd, input }: Stdio, number: number): ChildDescriptor | { readonly input: Uint8Array } {
  if (type === "inherit" || type === "fd") return fd ?? number;
  if (type === "ignore" || type === "wrap") return "null";
  return { input: input ? asBytes(input) : new Uint8Array(0) };
}

export const processes = {
  signal_wrap: (bare: Binding): void => {
    Object.assign(bare, { Signal });
  },
  process_wrap: (bare: Binding): void => {
    Object.assign(bare, { Process });
  },
  spawn_sync: (bare: Binding): void => {
    Object.assign(bare, { spawn: spawnSync });
  },
  pipe_wrap: (bare: Binding): void => {
    Object.assign(bare, { Pipe });
  },
  stream_wrap: (bare: Binding): void => {
    shareStreamState(bare["streamBaseState"] as Int32Array);
  },
};
