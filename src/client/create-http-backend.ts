import type { ToolBackend } from "../api/backend.ts";
import type { HttpBackendConfig } from "./http-backend.ts";

/**
 * A backend over the HTTP wire format of hermes-agent's sandbox server, which slotbox's own server speaks, too. Its
 * slots are the server's, so use one backend a server, or share out the slots.
 *
 * It differs from {@link createBackend}'s in what a network can't promise: a call whose response is lost has outcome
 * `worker-lost`, but may have run; a call in flight at `stop` has outcome `stopped`, but the server lets it end.
 * Calls of one slot that don't wait for each other run in the order they reach the server, unless they are one batch.
 * `stats()` has what the server's last response told.
 * @throws SlotboxError `invalid_config`, `start_failed`
 */
export async function createHttpBackend(config: HttpBackendConfig): Promise<ToolBackend> {
  // An HTTP client is loaded by those who want one.
  const { connectHttpBackend } = await import("./http-backend.ts");
  return connectHttpBackend(config);
}
