import type { ToolBackend } from "../api/backend.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import type { SandboxServer, ServeOptions } from "./serve.ts";

/**
 * Speaks the HTTP wire format of hermes-agent's sandbox server over a sandbox that is started, or over any backend that
 * is: there `slot_0` is the slot of the trajectory `slot_0`, acquired when it is first used and released when it is reset.
 * @throws SlotboxError `invalid_argument` for options that are wrong, and for an address that others can reach without a
 *   token; Error of Node's if it can't listen
 */
export async function serveSandbox(sandbox: Sandbox | ToolBackend, options: ServeOptions = {}): Promise<SandboxServer> {
  // A server is loaded by those who want one.
  const { serve } = await import("./serve.ts");
  return serve(sandbox, options);
}
