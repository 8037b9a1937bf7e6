import type { ToolBackend } from "../api/backend.ts";
import type { BackendConfig } from "../api/config.ts";
import type { Sandbox } from "./sandbox.ts";

/* What makes a backend is loaded when one is made: most of those who import slotbox want no more than its types at first. */

/**
 * Makes a backend over worker threads of this process, and starts it.
 * @throws SlotboxError `invalid_config`, `start_failed`
 */
export async function createBackend(config: BackendConfig = {}): Promise<ToolBackend> {
  const [{ resolveConfig }, { LeasingBackend }, { LocalSandbox }] = await Promise.all([
    import("../api/config.ts"),
    import("./leasing-backend.ts"),
    import("./local-sandbox.ts"),
  ]);
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
  const [{ resolveConfig }, { LocalSandbox }] = await Promise.all([
    import("../api/config.ts"),
    import("./local-sandbox.ts"),
  ]);
  const sandbox = new LocalSandbox(resolveConfig(config));
  await sandbox.start();
  return sandbox;
}
