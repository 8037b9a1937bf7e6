import type { SpawnRequest } from "../../runtimes/capability.ts";
import type { Limits } from "../limits.ts";
import type { Programs } from "../wasi/programs.ts";
import type { FileTarget } from "./file-capability.ts";
import { moduleAt, preopensOf } from "./slot-programs.ts";

export interface SpawnCapability {
  spawn(request: string, stdin: string): number;
  spawnOutput(stream: number): string;
}

const NOT_A_PROGRAM = -1;
const MAX_STRINGS_BYTES = 2 * 1024 * 1024;

/** The host's side of starting programs; what the guest passes is checked here. */
export function createSpawnCapability(target: FileTarget, programs: Programs, limits: Limits): SpawnCapability {
  let output = ["", ""];
  return {
    spawn: (serialized, stdin) => {
      output = ["", ""];
      const request = parseRequest(serialized);
      const { volume } = target;
      const wasm = moduleAt(volume, request.path);
      if (!wasm) return NOT_A_PROGRAM;
      const { exitCode, stdout, stderr, quotaError } = programs.run({
        volume,
        wasm,
        args: request.args,
        env: request.env,
        preopens: preopensOf(volume, request.cwd),
        stdin: Buffer.from(String(stdin), "latin1"),
        deadlineMs: Math.min(request.deadlineMs, target.deadlineMs),
        maxOutputBytes: limits.maxFileBytes,
      });
      if (quotaError) target.quotaError = quotaError;
      output = [stdout, stderr].map((bytes) =>
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
      );
      return exitCode & 0xff;
    },
    spawnOutput: (stream) => {
      const index = stream === 2 ? 1 : 0;
      const text = output[index] ?? "";
      output[index] = "";
      return text;
    },
  };
}

/** @throws RangeError for what no shell of ours would ask */
function parseRequest(serialized: unknown): SpawnRequest {
  if (typeof serialized !== "string" || serialized.length > MAX_STRINGS_BYTES)
    throw new RangeError("a program's arguments and environment are too long");
  const request = JSON.parse(serialized) as Partial<Record<keyof SpawnRequest, unknown>>;
  const { path, args, env, cwd, deadlineMs } = request;
  const isSound =
    isAbsolute(path) && isAbsolute(cwd) && typeof deadlineMs === "number" && isStrings(args) && isStringRecord(env);
  if (!isSound) throw new RangeError("not a request to start a program");
  return { path, args, env, cwd, deadlineMs };
}

function isAbsolute(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && !item.includes("\0"));
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && isStrings(Object.values(value));
}
