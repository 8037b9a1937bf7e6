import type { ToolBackend } from "../api/backend.ts";
import { type BackendConfig, resolveConfig } from "../api/config.ts";
import { LeasingBackend } from "./leasing-backend.ts";
import { LocalSandbox } from "./local-sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * Makes a backend over worker threads of this process, and starts it.
 * @throws SlotboxError `invalid_config`, `start_failed`
 */
export async function createBackend(config: BackendConfig = {}): Promise<ToolBackend> {
  const resolved = resolveConfig(config);
  const backend = new LeasingBackend(resolved, new LocalSandbox(resolved));
  await backend.start();
  return backend;
}

/**
 * Makes a sandbox, which has slots by number and knows nothing of trajectories, and starts it: for {@link serveSandbox}.
 * @throws SlotboxError `invalid_config`, `start_failed`
 */
export async function createSandbox(config: BackendConfig = {}): Promise<Sandbox> {
  const sandbox = new LocalSandbox(resolveConfig(config));
  await sandbox.start();
  return sandbox;
}
