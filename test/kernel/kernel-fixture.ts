import { REGISTERS } from "../../runtimes/abi/capability.ts";
import { createKernel } from "../../runtimes/kernel/create-kernel.ts";
import type { ForeignRunner } from "../../runtimes/kernel/foreign-programs.ts";
import type { UserProgram } from "../../runtimes/kernel/kernel.ts";
import type { Limit, Machine } from "../../runtimes/kernel/machine.ts";
import type { ExitStatus } from "../../runtimes/kernel/process.ts";
import { SIGNALS } from "../../runtimes/kernel/signals.ts";
import { nativePrograms } from "../../runtimes/userland/programs.ts";
import { decodeUtf8, encodeUtf8 } from "../../runtimes/web/encoding.ts";
import { DEFAULT_LIMITS, type VolumeLimits } from "../../src/api/limits.ts";
import { createFileCapability } from "../../src/machine/file-capability.ts";
import { FileWindow } from "../../src/machine/file-window.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface FixtureOptions {
  /** Beside the userland's own, or in their place. They get files in /usr/bin. */
  readonly programs?: Readonly<Record<string, UserProgram>>;
  /** Files of the workspace by their paths; those whose text begins with `#!` are executable. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly limits?: Partial<VolumeLimits>;
  readonly maxProcesses?: number;
  readonly runForeign?: ForeignRunner;
  /** @default a virtual one: see VirtualClock */
  readonly clock?: VirtualClock;
}

export interface RunOptions {
  /** What `program` is called with; `argv[0]` first. @default its name */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly maxOutputBytes?: number;
  /** Of the virtual clock. @default a minute */
  readonly timeoutMs?: number;
}

export interface Ran {
  /** Bytes that are not UTF-8 are lone surrogates. */
  readonly stdout: string;
  readonly stderr: string;
  /** `$?`: 128 and its number for a signal. */
  readonly status: number;
  readonly ended: ExitStatus;
  readonly limit: Limit | undefined;
}

export interface KernelFixture {
  readonly kernel: Machine;
  readonly volume: Volume;
  readonly clock: VirtualClock;
  /**
   * Runs a call to its end, then ends what it left running. A fault of ours in any process is thrown.
   * @param program a program, or the arguments of one that is executed (`["/usr/bin/cat", "a"]`)
   */
  run(program: UserProgram | readonly [string, ...string[]], options?: RunOptions): Promise<Ran>;
  /** The content of a file. */
  text(path: string): string;
}

const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/root" };

/** A machine over a slot's volume in memory, in this process, without an isolate. */
export function startKernel(options: FixtureOptions = {}): KernelFixture {
  const programs = new Map([...nativePrograms(), ...Object.entries(options.programs ?? {})]);
  const volume = new Volume({ ...DEFAULT_LIMITS, ...options.limits }, createSystemLayout([...programs.keys()]));
  for (const [path, content] of Object.entries(options.files ?? {})) addFile(volume, path, content);
  const clock = options.clock ?? new VirtualClock();
  const registers = new Float64Array(REGISTERS);
  const window = new FileWindow();
  const files = createFileCapability(
    { volume, deadlineMs: Number.POSITIVE_INFINITY, quotaError: undefined },
    registers,
    window,
  );
  const faults: unknown[] = [];
  const { maxProcesses, runForeign } = options;
  const kernel = createKernel({
    files,
    registers,
    window: new Uint8Array(window.shared),
    now: () => clock.now(),
    random: (bytes) => new Uint8Array(files.random(bytes)),
    programs,
    onNextWake: (atMs) => clock.wakeAt(atMs),
    onFault: (error) => faults.push(error),
    maxFileBytes: DEFAULT_LIMITS.maxFileBytes,
    ...(maxProcesses !== undefined && { maxProcesses }),
    ...(runForeign && { runForeign }),
  });
  clock.onWake((nowMs) => kernel.fireDue(nowMs));

  return {
    kernel,
    volume,
    clock,
    text: (path) => decodeUtf8(volume.readFile(path), "escape"),
    run: async (program, run = {}) => {
      const printed: [Uint8Array[], Uint8Array[]] = [[], []];
      const isProgram = typeof program === "function";
      const args = run.args ?? (isProgram ? [program.name || "program"] : program);
      const stdin = run.stdin ?? "";
      const call = kernel.begin({
        program: (process) => (isProgram ? program(process, kernel) : kernel.execute(process, program[0])),
        args,
        env: new Map(Object.entries({ ...ENVIRONMENT, ...run.env })),
        cwd: run.cwd ?? "/workspace",
        stdin: typeof stdin === "string" ? encodeUtf8(stdin) : stdin,
        stdout: (bytes) => printed[0].push(bytes),
        stderr: (bytes) => printed[1].push(bytes),
        maxOutputBytes: run.maxOutputBytes ?? DEFAULT_LIMITS.maxOutputBytes,
        deadlineMs: clock.now() + (run.timeoutMs ?? 60_000),
      });
      const ended = await call.ended;
      await kernel.shutDown();
      if (faults.length > 1) throw new AggregateError(faults.splice(0), "processes ended by faults of ours");
      for (const fault of faults.splice(0)) throw fault;
      return {
        stdout: textOf(printed[0]),
        stderr: textOf(printed[1]),
        status: ended.kind === "exited" ? ended.code : 128 + SIGNALS[ended.signal],
        ended,
        limit: kernel.limit,
      };
    },
  };
}

function addFile(volume: Volume, path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? encodeUtf8(content) : content;
  volume.mkdirp(path.slice(0, path.lastIndexOf("/")) || "/");
  const isScript = bytes[0] === 0x23 && bytes[1] === 0x21;
  volume.writeFile(path, bytes, { mode: isScript ? 0o755 : 0o644 });
}

function textOf(parts: readonly Uint8Array[]): string {
  return decodeUtf8(Buffer.concat(parts), "escape");
}
