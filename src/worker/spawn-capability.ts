import type { SpawnRequest } from "../../runtimes/capability.ts";
import { isWasm } from "../../runtimes/wasi/module.ts";
import type { Limits } from "../limits.ts";
import { PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import type { Preopen, Programs } from "../wasi/programs.ts";
import type { FileTarget } from "./file-capability.ts";

export interface SpawnCapability {
  spawn(request: string, stdin: string): number;
  spawnOutput(stream: number): string;
}

const NOT_A_PROGRAM = -1;
const MAX_STRINGS_BYTES = 2 * 1024 * 1024;

/** What a program sees beside its working directory, unless that has an entry of the same name: see preopensOf. */
const TOP_DIRECTORIES = ["workspace", "tmp", "root", "dev", "etc", "usr", "proc"];

/** The host's side of starting programs; what the guest passes is checked here. */
export function createSpawnCapability(target: FileTarget, programs: Programs, limits: Limits): SpawnCapability {
  let output = ["", ""];
  return {
    spawn: (serialized, stdin) => {
      output = ["", ""];
      const request = parseRequest(serialized);
      const { volume } = target;
      const wasm = contentOf(volume, request.path);
      if (!wasm || !isWasm(wasm)) return NOT_A_PROGRAM;
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

function contentOf(volume: Volume, path: string): Uint8Array | undefined {
  try {
    return volume.readFile(path);
  } catch (error) {
    if (error instanceof PosixError) return undefined;
    throw error;
  }
}

/**
 * Programs resolve relative paths by the preopened directory ".", and absolute ones by the longest preopened prefix;
 * most C libraries take "/" and "." for the same. So the directories of the root are preopened one by one, and one that
 * would hide an entry of the working directory isn't.
 */
function preopensOf(volume: Volume, cwd: string): Preopen[] {
  const preopens: Preopen[] = [{ name: ".", path: cwd }];
  for (const name of TOP_DIRECTORIES) {
    const path = `/${name}`;
    if (!volume.exists(`${cwd}/${name}`) || cwd === "/") preopens.push({ name: path, path });
  }
  return preopens.filter(({ path }) => volume.exists(path));
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
