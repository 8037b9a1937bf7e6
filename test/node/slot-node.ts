import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { NodePrograms } from "../../src/machine/node/node-programs.ts";
import { nodeIsolates } from "../../src/machine/node/snapshot.ts";
import { newCell } from "../../src/machine/shared-memory.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";

const layout = createSystemLayout(["sh", "node", "echo"]);
const programs = new NodePrograms(nodeIsolates(128), newCell());

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A volume with files in its workspace. */
export function workspace(files: Files = {}, limits: Partial<typeof DEFAULT_LIMITS> = {}): Volume {
  const volume = new Volume({ ...DEFAULT_LIMITS, ...limits }, layout);
  for (const [name, content] of Object.entries(files)) {
    const parts = name.split("/").slice(0, -1);
    parts.forEach((_, index) => {
      const directory = `/workspace/${parts.slice(0, index + 1).join("/")}`;
      if (!volume.exists(directory)) volume.mkdir(directory);
    });
    volume.writeFile(`/workspace/${name}`, Buffer.from(content));
  }
  return volume;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** @default long enough for whatever ends by itself */
  readonly timeoutMs?: number | undefined;
  readonly maxOutputBytes?: number;
  readonly cwd?: string;
}

const PATIENT_MS = 100_000;

/** Runs `node` with these arguments in a slot. */
export function node(volume: Volume, args: readonly string[], options: RunOptions = {}) {
  const input = {
    stdin: Buffer.from(options.stdin ?? ""),
    deadlineMs: Date.now() + (options.timeoutMs ?? PATIENT_MS),
    maxOutputBytes: options.maxOutputBytes ?? 1 << 20,
  };
  using program = programs.prepare({
    volume,
    args: ["node", ...args],
    env: { PATH: "/usr/bin:/bin", HOME: "/workspace", ...options.env },
    cwd: options.cwd ?? "/workspace",
    deadlineMs: input.deadlineMs,
  });
  const { exitCode, stdout, stderr, endedBy, quotaError } = program.runToEnd(input);
  return {
    exitCode,
    stdout: Buffer.from(stdout).toString(),
    stderr: Buffer.from(stderr).toString(),
    endedBy,
    quotaError,
  };
}
