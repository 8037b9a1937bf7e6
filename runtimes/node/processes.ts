import { EXIT } from "../abi/exit-codes.ts";
import { ERRNO, LOOKUP_FOLLOW } from "../abi/preview1.ts";
import { FILESTAT } from "../abi/program-files.ts";
import { SPAWN_REFUSED } from "../abi/spawn.ts";
import { bytesOfLatin1, latin1Of } from "../web/encoding.ts";
import { currentDirectory, fromRoot, kindOf, ROOT_FD } from "./file-access.ts";
import { machine, register } from "./machine.ts";

export interface ChildRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | null | undefined;
  /** `NAME=value` */
  readonly envPairs: readonly string[] | null | undefined;
}

export interface ChildResult {
  readonly status: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly timedOut: boolean;
}

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [SPAWN_REFUSED.tooLong, "Argument list too long"],
  [SPAWN_REFUSED.noMemory, "Cannot allocate memory"],
  [SPAWN_REFUSED.tooMany, "Resource temporarily unavailable"],
]);
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

/** Runs a program to its end. */
export function runChild(path: string, request: ChildRequest, stdin: Uint8Array, timeoutMs: number): ChildResult {
  const { spawner, options } = machine();
  const deadlineMs = timeoutMs > 0 ? Math.min(options.deadlineMs, Date.now() + timeoutMs) : options.deadlineMs;
  const env = Object.fromEntries(
    (request.envPairs ?? []).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
  const cwd = request.cwd == null ? currentDirectory() : absolute(request.cwd);
  const asked = JSON.stringify({ path, args: request.args, env, cwd, deadlineMs });
  const status = spawner?.spawn(asked, latin1Of(stdin)) ?? SPAWN_REFUSED.notAProgram;
  if (status < 0) {
    const reason = REFUSALS.get(status) ?? "slotbox has no program of this kind";
    const stderr = bytesOfLatin1(`${request.args[0] ?? path}: cannot execute: ${reason}\n`);
    return { status: EXIT.cannotExecute, stdout: new Uint8Array(0), stderr, timedOut: false };
  }
  const output = (stream: number): Uint8Array => bytesOfLatin1(spawner?.spawnOutput(stream) ?? "");
  return { status, stdout: output(1), stderr: output(2), timedOut: timeoutMs > 0 && Date.now() >= deadlineMs };
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `${currentDirectory()}/${path}`;
}
