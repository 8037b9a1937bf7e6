import type { IncomingMessage, ServerResponse } from "node:http";
import { WORKSPACE_DIR } from "../api/slot.ts";
import type { Sandbox } from "../backend/sandbox.ts";
import { isToolName } from "../tools/table.ts";
import { ENDPOINTS } from "../wire/endpoints.ts";
import { STATS_HEADER, writeHealth, writeSlot, writeStats } from "../wire/server-status.ts";
import type { Access } from "./access.ts";
import { Activity } from "./activity.ts";
import { Artifacts } from "./artifacts.ts";
import { writeResponse } from "./body-writer.ts";
import { Execution } from "./execution.ts";
import type { Metrics } from "./metrics.ts";
import { overview } from "./overview.ts";
import { servedPage } from "./page/page.ts";
import { discardBody, readBody } from "./request-body.ts";
import { contentTypeOf, type EndpointResponse, failed, piecesOf } from "./response.ts";
import type { SlotTable } from "./slot-table.ts";

/** A client that takes its response this slowly, or not at all, loses it. */
const RESPONSE_STALL_MS = 60_000;
/** So much of a body nobody wants is read, so that its sender gets to read the response. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

export interface RequestHandlerOptions {
  readonly sandbox: Sandbox;
  readonly slots: SlotTable;
  readonly access: Access;
  readonly metrics: Metrics;
  readonly maxBodyBytes: number;
  readonly maxBatch: number;
}

interface Endpoint {
  readonly method: "GET" | "POST";
  /** Whether it tells a stranger nothing, so that a browser gets the page which asks for the token. */
  readonly isOpen?: boolean;
  /** @param signal aborted when the client has gone */
  respond(body: unknown, signal: AbortSignal): EndpointResponse | Promise<EndpointResponse>;
}

/** Handles requests: who may ask, what is asked, and what it is responded with. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #activity = new Activity();
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  #isClosing = false;
  /** Requests that have come in whole and have no response yet. */
  #inFlight = 0;
  #whenIdle = Promise.withResolvers<void>();

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
    const { sandbox, slots, metrics, maxBatch } = options;
    const ownNames = new Set(sandbox.tools.map((tool) => tool.function.name));
    const execution = new Execution(sandbox, slots, {
      maxBatch,
      onCall: (call) => {
        this.#activity.record(call);
        metrics.called(isToolName(call.tool) || ownNames.has(call.tool) ? call : { ...call, tool: "unknown" });
      },
    });
    const artifacts = new Artifacts(sandbox, slots);
    const get = (respond: () => EndpointResponse | Promise<EndpointResponse>, more = {}): Endpoint => ({
      method: "GET",
      respond,
      ...more,
    });
    const post = (respond: Endpoint["respond"]): Endpoint => ({ method: "POST", respond });
    this.#endpoints = new Map<string, Endpoint>([
      [ENDPOINTS.execute, post((body, signal) => execution.execute(body, signal))],
      [ENDPOINTS.batch, post((body, signal) => execution.batch(body, signal))],
      [ENDPOINTS.reset, post((body) => execution.reset(body))],
      [ENDPOINTS.hangUp, post((body) => execution.hangUp(body))],
      [ENDPOINTS.readArtifact, post((body) => artifacts.read(body))],
      [ENDPOINTS.listArtifacts, post((body) => artifacts.list(body))],
      [ENDPOINTS.archiveArtifacts, post((body) => artifacts.archive(body))],
      [ENDPOINTS.health, get(() => ({ status: 200, json: this.#health() }))],
      [ENDPOINTS.slots, get(() => ({ status: 200, json: { slots: this.#slots() } }))],
      [ENDPOINTS.tools, get(() => ({ status: 200, json: { tools: sandbox.tools } }))],
      ["/metrics", get(async () => ({ status: 200, text: await metrics.text(), contentType: metrics.contentType }))],
      ["/overview", get(() => ({ status: 200, json: overview(sandbox, slots, this.#activity) }))],
      ["/", get(servedPage, { isOpen: true })],
    ]);
  }

  /** From now on every new request is refused. */
  close(): void {
    this.#isClosing = true;
  }

  /** Resolves when all requests that have come in have their response. */
  async idle(): Promise<void> {
    if (this.#inFlight > 0) await this.#whenIdle.promise;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").replace(/\?.*$/s, "");
    const endpoint = this.#endpoints.get(path);
    try {
      const refusal = this.#refusal(request, endpoint);
      const body = refusal ? undefined : await readBody(request, this.#options.maxBodyBytes);
      if (refusal) await discardBody(request, MAX_DISCARDED_BYTES);
      // Whoever has gone meanwhile wants nothing any more.
      if (response.destroyed) return;
      await this.#counted(async () => {
        const gone = goneSignal(response);
        const found = refusal ?? this.#refusalAtTheEnd() ?? (await this.#respond(endpoint, request, body, gone));
        this.#options.metrics.responded(endpoint ? path : "unknown", found.status);
        await this.#send(request, response, found);
      });
    } catch {
      // The client has gone, or the server has a fault, of which nothing is to be told.
      if (response.headersSent) response.destroy();
      if (response.destroyed) return;
      this.#options.metrics.responded(endpoint ? path : "unknown", 500);
      await this.#counted(() => this.#send(request, response, failed(500, "Internal error"))).catch(() => {});
    }
  }

  #refusal(request: IncomingMessage, endpoint: Endpoint | undefined): EndpointResponse | undefined {
    const { access } = this.#options;
    const refusal = access.refusalOfPage(request.headers);
    if (refusal) return refusal;
    const stranger = endpoint?.isOpen ? undefined : access.refusalOfStranger(request.headers);
    if (stranger) return stranger;
    if (!endpoint) return failed(404, "Not found");
    const { method } = request;
    if (method === endpoint.method || (method === "HEAD" && endpoint.method === "GET")) return undefined;
    return failed(405, "Method not allowed", { allow: endpoint.method === "GET" ? "GET, HEAD" : "POST" });
  }

  #refusalAtTheEnd(): EndpointResponse | undefined {
    return this.#isClosing ? failed(503, "The server is stopping") : undefined;
  }

  async #respond(
    endpoint: Endpoint | undefined,
    { method }: IncomingMessage,
    body: Awaited<ReturnType<typeof readBody>> | undefined,
    gone: AbortSignal,
  ): Promise<EndpointResponse> {
    if (!endpoint || !body) return failed(404, "Not found");
    if (body.kind === "too-large") return failed(413, `Body too large (max ${this.#options.maxBodyBytes} bytes)`);
    if (method !== "POST") return endpoint.respond(undefined, gone);
    return body.kind === "invalid" ? failed(400, "Invalid JSON") : endpoint.respond(body.value, gone);
  }

  async #counted(work: () => Promise<void>): Promise<void> {
    this.#inFlight++;
    try {
      await work();
    } finally {
      if (--this.#inFlight === 0) {
        this.#whenIdle.resolve();
        this.#whenIdle = Promise.withResolvers();
      }
    }
  }

  async #send(request: IncomingMessage, response: ServerResponse, found: EndpointResponse): Promise<void> {
    if (request.socket.destroyed) return;
    response.setTimeout(RESPONSE_STALL_MS);
    // What is left of a body nobody has read would be taken for the next request.
    if (!request.complete || this.#isClosing) response.setHeader("connection", "close");
    if (request.headers[STATS_HEADER] !== undefined)
      response.setHeader(STATS_HEADER, writeStats(this.#options.sandbox.stats));
    const headers = {
      "content-type": contentTypeOf(found),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      ...found.headers,
    };
    await writeResponse(request.socket, response, { status: found.status, headers }, piecesOf(found));
  }

  #slots(): object[] {
    const { slots } = this.#options;
    return Array.from({ length: slots.count }, (_, slot) => writeSlot(slot, WORKSPACE_DIR, slots.current(slot)));
  }

  #health(): object {
    const { sandbox, slots, maxBatch, maxBodyBytes } = this.#options;
    const { count, executing } = slots;
    const { maxTimeoutMs, stats } = sandbox;
    return writeHealth({ slots: count, executing, workers: stats.workers, maxTimeoutMs, maxBatch, maxBodyBytes });
  }
}

/** Aborted when the connection ends before the response has been sent. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}
