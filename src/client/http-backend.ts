import { z } from "zod";
import type { ToolBackend } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { explain } from "../api/explain-issues.ts";
import { LeasingBackend } from "../backend/leasing-backend.ts";
import { RemoteSandbox } from "./remote-sandbox.ts";
import { ServerConnection } from "./server-connection.ts";

const milliseconds = z.int().positive();
const TOKEN = /^[\x21-\x7e]+$/;

const configSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }),
  token: z.string().regex(TOKEN, "must be of visible ASCII characters").optional(),
  maxSlots: z.int().positive().optional(),
  defaultTimeoutMs: milliseconds.nullable().default(30_000),
  acquireTimeoutMs: milliseconds.default(30_000),
  graceMs: milliseconds.default(60_000),
});

/** What `createHttpBackend` takes. */
export interface HttpBackendConfig {
  /** Where the server is, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /** Slots to use, from `slot_0` on. Nobody else may use them meanwhile. @default all that the server has */
  readonly maxSlots?: number | undefined;
  /** Limit of a call that names none, in milliseconds; null for the server's largest. @default 30000 */
  readonly defaultTimeoutMs?: number | null | undefined;
  /** How long `acquire` waits for a free slot, in milliseconds. @default 30000 */
  readonly acquireTimeoutMs?: number | undefined;
  /**
   * How long a response may take, past the time limits of the calls it is for: on its way, and in the server's queue behind
   * others' calls. In milliseconds. @default 60000
   */
  readonly graceMs?: number | undefined;
}

/** Connects to a server that runs, and takes its slots. @throws SlotboxError `invalid_config`, `start_failed` */
export async function connectHttpBackend(config: HttpBackendConfig): Promise<ToolBackend> {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) {
    const allowed = Object.keys(configSchema.shape);
    throw new SlotboxError("invalid_config", `invalid config: ${explain(parsed.error, allowed)}`);
  }
  const { url, token, maxSlots, graceMs, defaultTimeoutMs, acquireTimeoutMs } = parsed.data;
  const sandbox = new RemoteSandbox(new ServerConnection(baseOf(url), token), defaultTimeoutMs, graceMs);
  await sandbox.start();
  const slots = Math.min(maxSlots ?? sandbox.slots, sandbox.slots);
  const backend = new LeasingBackend({ maxSlots: slots, acquireTimeoutMs, defaultTimeoutMs }, sandbox);
  await backend.start();
  return backend;
}

/** Endpoints are below it. */
function baseOf(url: string): URL {
  const base = new URL(url);
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}
