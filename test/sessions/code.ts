import {
  type BackendConfig,
  createBackend,
  type ExecutionResult,
  type Slot,
  type ToolBackend,
} from "../../src/index.ts";

/** An interpreter's first start takes seconds, and several times as long on a busy machine. */
export const FIRST_START_MS = 300_000;

export type Language = "javascript" | "python";

export interface CodeRunner extends AsyncDisposable {
  readonly backend: ToolBackend;
  readonly slot: Slot;
  run(code: string, timeoutMs?: number): Promise<ExecutionResult>;
}

/** One slot of a backend of its own, whose interpreter has been started already. */
export async function openSession(tool: Language, config: BackendConfig = {}): Promise<CodeRunner> {
  const backend = await createBackend({ workers: 1, ...config });
  const slot = await backend.acquire();
  const run = (code: string, timeoutMs = FIRST_START_MS) => backend.execute({ slot, tool, args: { code }, timeoutMs });
  await run("1", FIRST_START_MS);
  return { backend, slot, run, [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose]() };
}
