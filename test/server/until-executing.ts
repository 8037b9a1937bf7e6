import { setTimeout } from "node:timers/promises";
import type { SandboxServer } from "../../src/index.ts";

const PAUSE_MS = 5;

/**
 * Resolves when the server says that this many calls run.
 * @param signal of the test, which bounds the wait
 */
export async function untilExecuting(server: Pick<SandboxServer, "url">, count: number, signal: AbortSignal) {
  for (;;) {
    const response = await fetch(`${server.url}/health`, { signal });
    const { executing } = (await response.json()) as { executing: number };
    if (executing === count) return;
    await setTimeout(PAUSE_MS, undefined, { signal });
  }
}
