import { type ProgramSpawner, SPAWN_REFUSED, type SpawnRequest } from "../abi/spawn.ts";
import { bytesOfLatin1, latin1Of } from "../web/encoding.ts";
import type { MaybePromise } from "./description.ts";
import type { Process } from "./process.ts";
import { readAll } from "./read-all.ts";
import { SystemError } from "./system-error.ts";

/**
 * Runs a program that is none of the userland's in a process.
 * @param head the first bytes of the file, one character a byte
 * @returns its exit code; nothing for a file that is no program
 * @throws SystemError
 */
export type ForeignRunner = (process: Process, path: string, head: string) => MaybePromise<number | undefined>;

/** What comes from an endless writer would fill the memory. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/**
 * Programs of other runtimes (Python, Node, WASI) by the host's `spawn`, which runs one to its end before it answers: so its
 * input is read to the end first, what it prints comes when it has ended, and nobody else runs meanwhile. A trampoline by
 * which such a program gives way at each read and write takes the place of this; then it streams like the others.
 */
export function createForeignRunner(spawner: ProgramSpawner, deadlineMs: () => number): ForeignRunner {
  return async (process, path, head) => {
    // Marks of runtimes and WebAssembly modules both begin with a NUL, text doesn't.
    if (head.charCodeAt(0) !== 0) return undefined;
    const stdin = process.descriptors.has(0) ? latin1Of(await readAll(process, 0, MAX_INPUT_BYTES)) : "";
    const env: SpawnRequest["env"] = Object.fromEntries(process.env);
    const request: SpawnRequest = {
      path,
      args: process.args,
      env,
      cwd: process.cwd,
      deadlineMs: Math.min(deadlineMs(), process.foreignDeadlineMs),
    };
    const code = spawner.spawn(JSON.stringify(request), stdin);
    if (code === SPAWN_REFUSED.notAProgram) return undefined;
    if (code === SPAWN_REFUSED.tooLong) throw new SystemError("E2BIG");
    if (code === SPAWN_REFUSED.noMemory) throw new SystemError("ENOMEM");
    if (code < 0) throw new SystemError("EAGAIN");
    for (const stream of [1, 2]) {
      const printed = spawner.spawnOutput(stream);
      if (printed !== "" && process.descriptors.has(stream)) await process.write(stream, bytesOfLatin1(printed));
    }
    return code;
  };
}
