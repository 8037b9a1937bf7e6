import { type ProgramSpawner, SPAWN_REFUSED, type SpawnRequest } from "../../runtimes/process/spawn.ts";
import type { Limits } from "../limits.ts";
import type { Programs } from "../wasi/programs.ts";
import type { FileTarget } from "./file-capability.ts";
import { moduleAt, preopensOf } from "./slot-programs.ts";

/** Of arguments and environment, as Linux has it. */
const MAX_REQUEST_CHARS = 2 * 1024 * 1024;

/** The host's side of starting programs; what the guest passes is checked here. */
export function createSpawnCapability(target: FileTarget, programs: Programs, limits: Limits): ProgramSpawner {
  let output = ["", ""];
  return {
    spawn: (serialized, stdin) => {
      output = ["", ""];
      if (typeof serialized !== "string" || typeof stdin !== "string") return SPAWN_REFUSED.notAProgram;
      if (serialized.length > MAX_REQUEST_CHARS) return SPAWN_REFUSED.tooLong;
      const request = parseRequest(serialized);
      if (!request) return SPAWN_REFUSED.notAProgram;
      const { volume } = target;
      const wasm = moduleAt(volume, request.path);
      if (!wasm) return SPAWN_REFUSED.notAProgram;
      const { exitCode, stdout, stderr, quotaError } = programs.run({
        volume,
        wasm,
        args: request.args,
        env: request.env,
        preopens: preopensOf(volume, request.cwd),
        stdin: Buffer.from(stdin, "latin1"),
        deadlineMs: Math.min(request.deadlineMs, target.deadlineMs),
        maxOutputBytes: Math.min(limits.maxFileBytes, 2 * limits.maxOutputBytes),
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

/** @returns nothing for what no shell of ours would ask */
function parseRequest(serialized: string): SpawnRequest | undefined {
  let request: unknown;
  try {
    request = JSON.parse(serialized);
  } catch {
    return undefined;
  }
  if (typeof request !== "object" || request === null) return undefined;
  const { path, args, env, cwd, deadlineMs } = request as Partial<Record<keyof SpawnRequest, unknown>>;
  const isSound =
    isAbsolute(path) && isAbsolute(cwd) && typeof deadlineMs === "number" && isStrings(args) && isStringRecord(env);
  return isSound ? { path, args, env, cwd, deadlineMs } : undefined;
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
