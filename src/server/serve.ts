import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { z } from "zod";
import type { ToolBackend } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { explain } from "../api/explain-issues.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { settledWithin } from "../timing/within.ts";
import { writeFault } from "../wire/faults.ts";
import { Access, isLoopback } from "./access.ts";
import { BackendSandbox } from "./backend-sandbox.ts";
import { RequestHandler } from "./request-handler.ts";
import { SlotTable } from "./slot-table.ts";

const optionsSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8080),
  slots: z.int().min(1).max(1_000_000).default(10),
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/, "must be of visible ASCII characters, and not empty")
    .optional(),
  insecure: z.boolean().default(false),
  maxBodyBytes: z
    .int()
    .min(1)
    .max(256 * 1024 * 1024)
    .default(64 * 1024 * 1024),
  maxBatch: z.int().min(1).max(1_000_000).default(10_000),
  graceMs: z.number().nonnegative().default(5_000),
});

export interface ServeOptions {
  /** @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** 0 takes any that is free. @default 8080 */
  readonly port?: number | undefined;
  /** Slots `slot_0` …, which cost nothing until used. @default 10 */
  readonly slots?: number | undefined;
  /** Wanted from every client, as `Authorization: Bearer …`. Needed on an address that others can reach. */
  readonly token?: string | undefined;
  /** Allows an address that others can reach without a token. @default false */
  readonly insecure?: boolean | undefined;
  /** Bytes that the body of a request may have. @default 64 MiB */
  readonly maxBodyBytes?: number | undefined;
  /** Requests in one `/batch`. @default 10000 */
  readonly maxBatch?: number | undefined;
  /** How long `close` lets calls go on that run, in milliseconds. @default 5000 */
  readonly graceMs?: number | undefined;
}

/** A sandbox server that listens. */
export interface SandboxServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /**
   * Takes no new requests; those in flight have `graceMs`, then their calls end with the outcome `stopped`. Stops the
   * sandbox or backend, too. Idempotent.
   */
  close(): Promise<void>;
}

/** A request that dribbles in holds a connection, never a slot; not for long. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const TIMEOUT_CHECK_MS = 2_000;
/** As long as clients of the server this one replaces are used to. */
const KEEP_ALIVE_MS = 75_000;
/** For responses on their way, when all calls have been settled. */
const FLUSH_MS = 1_000;

/** Listens, and responds to requests until it is closed. @throws SlotboxError `invalid_argument`; Error of Node's if it can't listen */
export async function serve(served: Sandbox | ToolBackend, options: ServeOptions): Promise<SandboxServer> {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const allowed = Object.keys(optionsSchema.shape);
    throw new SlotboxError("invalid_argument", `invalid options: ${explain(parsed.error, allowed)}`);
  }
  const { host, port, token, insecure, maxBodyBytes, maxBatch, graceMs } = parsed.data;
  if (!isLoopback(host) && token === undefined && !insecure)
    throw new SlotboxError(
      "invalid_argument",
      `${host} can be reached from other machines: give a token, or say that it is to be insecure`,
    );
  const sandbox: Sandbox = "acquire" in served ? new BackendSandbox(served) : served;
  const slots = new SlotTable(sandbox, parsed.data.slots);
  // Nobody who doesn't serve is to wait for its library.
  const { Metrics } = await import("./metrics.ts");
  const handler = new RequestHandler({
    sandbox,
    slots,
    access: new Access(token, host),
    metrics: new Metrics(sandbox, slots),
    maxBodyBytes,
    maxBatch,
  });
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    noDelay: true,
  });
  // Each response that is on its way listens to its connection, and there may be any number of them.
  server.on("connection", (socket) => socket.setMaxListeners(0));
  server.on("request", (request, response) => void handler.handle(request, response));
  server.on("clientError", refuse);
  await listen(server, host, port);
  const { port: actualPort } = server.address() as AddressInfo;
  const close = () => closeServer(server, sandbox, handler, graceMs);
  let closing: Promise<void> | undefined;
  return {
    host,
    port: actualPort,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actualPort}`,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(port, host, () => resolve());
  await promise;
  server.off("error", reject);
}

async function closeServer(server: Server, sandbox: Sandbox, handler: RequestHandler, graceMs: number): Promise<void> {
  handler.close();
  await settledWithin(graceMs, handler.idle());
  await sandbox.stop();
  await settledWithin(FLUSH_MS, handler.idle());
  // Connections end last: one whose response is not on its way yet Node takes for idle, and would end.
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await closed;
}

const PROTOCOL_FAULTS: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "Headers too large"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request came in too slowly"],
};

/** What is no HTTP request gets a response in the words of the wire format all the same. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    // After another response, this one could be taken for that of the next request.
    socket.destroy();
    return;
  }
  const [status, message] = PROTOCOL_FAULTS[error.code ?? ""] ?? ["400 Bad Request", "Not an HTTP request"];
  const body = JSON.stringify(writeFault(message));
  const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`, () => socket.destroySoon());
}
