import {
  type BackendConfig,
  createBackend,
  type ExecutionResult,
  type Slot,
  type ToolBackend,
} from "../../src/index.ts";

/** An interpreter's first start on a machine takes seconds. */
export const FIRST_START_MS = 60_000;

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
  const run = (code: string, timeoutMs = 20_000) => backend.execute({ slot, tool, args: { code }, timeoutMs });
  await run("1", FIRST_START_MS);
  return { backend, slot, run, [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose]() };
}
