import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SlotboxError } from "../errors.ts";
import type { Sandbox } from "../sandbox.ts";
import { WORKSPACE_DIR } from "../volume/volume.ts";
import { Access, isLoopback } from "./access.ts";
import { type Answer, failed } from "./answer.ts";
import { Artifacts } from "./artifacts.ts";
import { Execution } from "./execution.ts";
import { readBody } from "./request-body.ts";
import { ServedSlots } from "./served-slots.ts";

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
  /** Of a request's body. @default 64 MiB */
  readonly maxBodyBytes?: number | undefined;
  /** Requests in one `/batch`. @default 10000 */
  readonly maxBatch?: number | undefined;
  /** How long `close` lets calls go on that run. @default 5000 */
  readonly graceMs?: number | undefined;
}

/** A sandbox server that listens. */
export interface SandboxServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Takes no new requests; those in flight have `graceMs`, then their calls end with the outcome `stopped`. */
  close(): Promise<void>;
}

const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_BATCH = 10_000;
const DEFAULT_GRACE_MS = 5_000;
/** A request that dribbles in holds a connection, never a slot; not for long. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

type Endpoint = (body: unknown) => Answer | Promise<Answer>;

/**
 * Speaks the HTTP wire format of hermes-agent's sandbox server over a sandbox that is started.
 * @throws SlotboxError `invalid_argument` for an address that others can reach without a token; Error of Node's if it
 *   can't listen
 */
export async function serveSandbox(sandbox: Sandbox, options: ServeOptions = {}): Promise<SandboxServer> {
  const { host = "127.0.0.1", port = 8080, slots = 10, token, insecure = false } = options;
  if (!isLoopback(host) && token === undefined && !insecure)
    throw new SlotboxError(
      "invalid_argument",
      `${host} can be reached from other machines: give a token, or say that it is to be insecure`,
    );
  const service = new SandboxService(sandbox, new ServedSlots(sandbox, slots), new Access(token, host), options);
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  server.on("request", (request, response) => void service.handle(request, response));
  await listen(server, host, port);
  const { port: actualPort } = server.address() as AddressInfo;
  const close = () => closeServer(server, sandbox, service, options.graceMs ?? DEFAULT_GRACE_MS);
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

async function closeServer(server: Server, sandbox: Sandbox, service: SandboxService, graceMs: number): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => void sandbox.stop(), graceMs);
  await service.idle();
  clearTimeout(timer);
  await sandbox.stop();
  server.closeAllConnections();
  await closed;
}

class SandboxService {
  readonly #access: Access;
  readonly #maxBodyBytes: number;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #paths: ReadonlySet<string>;
  #inFlight = 0;
  #whenIdle = Promise.withResolvers<void>();

  constructor(sandbox: Sandbox, slots: ServedSlots, access: Access, options: ServeOptions) {
    this.#access = access;
    this.#maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const execution = new Execution(sandbox, slots, options.maxBatch ?? DEFAULT_MAX_BATCH);
    const artifacts = new Artifacts(sandbox, slots);
    this.#endpoints = new Map<string, Endpoint>([
      ["POST /execute", (body) => execution.execute(body)],
      ["POST /batch", (body) => execution.batch(body)],
      ["POST /reset", (body) => execution.reset(body)],
      ["POST /artifacts/read", (body) => artifacts.read(body)],
      ["POST /artifacts/list", (body) => artifacts.list(body)],
      ["POST /artifacts/archive", (body) => artifacts.archive(body)],
      ["GET /health", () => ({ status: 200, json: health(slots) })],
      ["GET /slots", () => ({ status: 200, json: { slots: statusOf(slots) } })],
      ["GET /tools", () => ({ status: 200, json: { tools: sandbox.tools } })],
    ]);
    this.#paths = new Set([...this.#endpoints.keys()].map((key) => key.slice(key.indexOf(" ") + 1)));
  }

  /** Resolves when no request is in flight. */
  async idle(): Promise<void> {
    if (this.#inFlight > 0) await this.#whenIdle.promise;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight++;
    try {
      send(request, response, await this.#answer(request));
    } catch {
      // The client has gone, or the server has a fault, of which nothing is to be told.
      if (!response.headersSent && !response.destroyed) send(request, response, failed(500, "Internal error"));
    } finally {
      if (--this.#inFlight === 0) {
        this.#whenIdle.resolve();
        this.#whenIdle = Promise.withResolvers();
      }
    }
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const refusal = this.#access.refusal(request.headers);
    if (refusal) return refusal;
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    const endpoint = this.#endpoints.get(`${request.method} ${path}`);
    if (!endpoint) return this.#paths.has(path) ? failed(405, "Method not allowed") : failed(404, "Not found");
    if (request.method === "GET") return endpoint(undefined);
    const body = await readBody(request, this.#maxBodyBytes);
    if (body.kind === "too-large") return failed(413, `Body too large (max ${this.#maxBodyBytes} bytes)`);
    return body.kind === "invalid" ? failed(400, "Invalid JSON") : endpoint(body.value);
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = "json" in answer ? JSON.stringify(answer.json) : answer.text;
  const contentType = "json" in answer ? "application/json; charset=utf-8" : answer.contentType;
  // What is left of a body nobody has read would be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(answer.status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.end(body);
}

function health(slots: ServedSlots): Record<string, unknown> {
  const { count, executing } = slots;
  return { status: "ok", slots: count, available: count - executing, executing };
}

function statusOf(slots: ServedSlots): Record<string, unknown>[] {
  return Array.from({ length: slots.count }, (_, index) => {
    const { name, isExecuting, currentExecutionId } = slots.status(index);
    return {
      slot_id: name,
      state: isExecuting ? "executing" : "available",
      workspace_dir: WORKSPACE_DIR,
      current_execution_id: currentExecutionId,
    };
  });
}
