import type { ToolBackend } from "./backend.ts";
import { type BackendConfig, resolveConfig } from "./config.ts";
import { Sandbox } from "./sandbox.ts";
import { SlotBackend } from "./slot-backend.ts";

/**
 * Makes a backend over worker threads of this process, and starts it.
 * @throws SlotboxError `invalid_config`, `start_failed`
 */
export async function createBackend(config: BackendConfig = {}): Promise<ToolBackend> {
  const resolved = resolveConfig(config);
  const backend = new SlotBackend(resolved, new Sandbox(resolved));
  await backend.start();
  return backend;
}
