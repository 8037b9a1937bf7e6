import { asBytes } from "../bytes.ts";
import { writeAll } from "../fs/transfer-calls.ts";
import { HandleWrap } from "../handle-wrap.ts";
import { loop } from "../loop.ts";
import { Pipe, shareStreamState } from "../pipe.ts";
import { type ChildRequest, type ChildResult, findExecutable, runChild } from "../processes.ts";
import { Signal, signalName } from "../signals.ts";
import { uvNumber } from "../uv.ts";
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
}

let lastPid = 100;

/** Where output goes that no pipe takes. */
function deliver(stdio: Stdio | undefined, bytes: Uint8Array, inherited: number): void {
  if (!stdio || bytes.length === 0) return;
  if (stdio.type === "inherit") writeAll(stdio.fd ?? inherited, bytes, null);
  else if (stdio.type === "fd" && stdio.fd !== undefined) writeAll(stdio.fd, bytes, null);
}

class Process extends HandleWrap {
  pid: number | undefined;
  onexit: ((code: number, signal: string) => void) | undefined;
  /** How long it may run, if there is a limit. */
  timeoutMs = 0;
  #endedBy = "";
  #hasExited = false;
  #skip: (() => void) | undefined;

  spawn(
    file: string,
    args: readonly string[],
    cwd: string | null | undefined,
    envPairs: readonly string[] | null | undefined,
    stdio: readonly Stdio[] | undefined,
  ): number {
    const request: ChildRequest = { file, args, cwd, envPairs };
    const found = findExecutable(request);
    if ("error" in found) return uvNumber(found.error);
    this.pid = ++lastPid;
    const [stdin, stdout, stderr] = stdio ?? [];
    const run = (): void => {
      const result = runChild(found.path, request, stdin?.handle?.written() ?? new Uint8Array(0), this.timeoutMs);
      this.#finish(result, stdout, stderr);
    };
    // What it reads has to be written first: it runs when that has ended, or when there is nothing else to do.
    let hasRun = false;
    const once = (): void => {
      if (hasRun) return;
      hasRun = true;
      run();
    };
    this.#skip = () => {
      if (hasRun) return;
      hasRun = true;
      const nothing = new Uint8Array(0);
      this.#finish({ status: 0, stdout: nothing, stderr: nothing, timedOut: false }, stdout, stderr);
    };
    stdin?.handle?.onEnd(() => loop.enqueue(once));
    loop.enqueueIdle(once, () => hasRun || !stdin?.handle || stdin.handle.bytesWritten === 0);
    return 0;
  }

  #finish({ status, stdout, stderr }: ChildResult, out: Stdio | undefined, err: Stdio | undefined): void {
    for (const [stdio, bytes, fd] of [[out, stdout, 1] as const, [err, stderr, 2] as const]) {
      if (stdio?.handle) stdio.handle.receive(bytes);
      else deliver(stdio, bytes, fd);
    }
    loop.enqueue(() => {
      this.#hasExited = true;
      this.onexit?.(status, this.#endedBy);
    });
  }

  /** It counts as ended by the signal until its exit is known; if it has not begun to run, it won't. */
  kill(signal: number): number {
    if (this.#hasExited) return uvNumber("ESRCH");
    if (signal === 0) return 0;
    this.#endedBy = signalName(signal);
    this.#skip?.();
    return 0;
  }
  close(): void {}
}

type Buffers = { from(bytes: ArrayBufferLike, offset: number, length: number): Uint8Array };

function asBuffer(bytes: Uint8Array): Uint8Array {
  return (globalThis as unknown as { Buffer: Buffers }).Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function spawnSync(options: SpawnOptions): object {
  const found = findExecutable(options);
  if ("error" in found) return { error: uvNumber(found.error), status: null, signal: null, output: null, pid: 0 };
  const stdio = options.stdio ?? [];
  const input = stdio[0]?.input;
  const result = runChild(found.path, options, input ? asBytes(input) : new Uint8Array(0), options.timeout ?? 0);
  const limit = options.maxBuffer ?? Number.POSITIVE_INFINITY;
  let isTooMuch = false;
  const output = [result.stdout, result.stderr].map((bytes, index) => {
    const { type } = stdio[index + 1] ?? { type: "ignore" };
    if (type !== "pipe" && type !== "overlapped") {
      deliver(stdio[index + 1], bytes, index + 1);
      return null;
    }
    if (bytes.length > limit) isTooMuch = true;
    return asBuffer(bytes.subarray(0, Math.min(bytes.length, limit)));
  });
  const error = result.timedOut ? uvNumber("ETIMEDOUT") : isTooMuch ? uvNumber("ENOBUFS") : undefined;
  const signal = error === undefined ? null : signalName(options.killSignal ?? 0);
  const status = error === undefined ? result.status : null;
  return { ...(error === undefined ? {} : { error }), status, signal, output: [null, ...output], pid: ++lastPid };
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
