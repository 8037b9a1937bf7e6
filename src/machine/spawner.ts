import { type ProgramSpawner, SPAWN_REFUSED, type SpawnRequest } from "../../runtimes/abi/spawn.ts";
import type { Limits } from "../api/limits.ts";
import { enteredBytes } from "../isolate/guest-isolate.ts";
import type { Volume } from "../volume/volume.ts";
import type { FileTarget } from "./file-capability.ts";
import type { ProcessInput, ProgramResult } from "./process/process.ts";

/** On whose behalf programs are started: what is changed here is seen by all of them. */
export interface SpawnScope extends FileTarget {
  /** Whose call it is. */
  slotKey: number;
  /** How many programs, each started by the one before, lead to this one. */
  depth: number;
  /** How many programs the call has started. */
  spawned: { count: number };
  /** What the last program that was started printed to stdout and stderr, until it is asked for; one character a byte. */
  output: [stdout: string, stderr: string];
}

/** The scope of a call, before it has started any program. */
export function newScope(slotKey: number, volume: Volume, deadlineMs: number): SpawnScope {
  return { slotKey, volume, deadlineMs, quotaError: undefined, depth: 0, spawned: { count: 0 }, output: ["", ""] };
}

/** A program that is to run to its end. */
export interface ProgramStart extends ProcessInput {
  readonly scope: SpawnScope;
  /** Absolute path of the executable. */
  readonly path: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface ProgramStarter {
  /** @returns nothing for what is no program of a runtime; it may be one for a shell */
  run(start: ProgramStart): ProgramResult | undefined;
  /** Runs anything that a shell can: its own commands, scripts. */
  runInShell(start: ProgramStart): ProgramResult;
}

/** Most that arguments and environment may take together, as on Linux. */
const MAX_REQUEST_CHARS = 2 * 1024 * 1024;

const MIB = 1024 * 1024;
const MAX_DEPTH = 8;
const MAX_SPAWNED = 10_000;

/**
 * The host's side of starting programs; what the guest passes is checked here.
 * @param fallback who runs what is no program of a runtime: a shell made for it, or the guest itself, which is one
 */
export function createSpawner(
  scope: SpawnScope,
  runner: ProgramStarter,
  limits: Limits,
  fallback: "shell" | "guest",
): ProgramSpawner {
  const run = (request: SpawnRequest, stdin: string): ProgramResult | undefined => {
    const start = {
      ...request,
      scope,
      stdin: Buffer.from(stdin, "latin1"),
      deadlineMs: Math.min(request.deadlineMs, scope.deadlineMs),
      maxOutputBytes: Math.min(limits.maxFileBytes, 2 * limits.maxOutputBytes),
    };
    return runner.run(start) ?? (fallback === "shell" ? runner.runInShell(start) : undefined);
  };
  return {
    spawn: (serialized, stdin) => {
      scope.output = ["", ""];
      if (typeof serialized !== "string" || typeof stdin !== "string") return SPAWN_REFUSED.notAProgram;
      if (serialized.length > MAX_REQUEST_CHARS) return SPAWN_REFUSED.tooLong;
      const request = parseRequest(serialized);
      if (!request) return SPAWN_REFUSED.notAProgram;
      if (scope.depth >= MAX_DEPTH || ++scope.spawned.count > MAX_SPAWNED) return SPAWN_REFUSED.tooMany;
      if (enteredBytes() > limits.maxMemoryMiB * MIB) return SPAWN_REFUSED.noMemory;
      const result = run(request, stdin);
      if (!result) return SPAWN_REFUSED.notAProgram;
      if (result.quotaError) scope.quotaError = result.quotaError;
      scope.output = [latin1Of(result.stdout), latin1Of(result.stderr)];
      return result.exitCode & 0xff;
    },
    spawnOutput: (stream) => {
      const index = stream === 2 ? 1 : 0;
      const text = scope.output[index];
      scope.output[index] = "";
      return text;
    },
  };
}

function latin1Of({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
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
