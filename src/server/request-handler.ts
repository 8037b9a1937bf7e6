import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Sandbox } from "../backend/sandbox.ts";
import { isToolName } from "../tools/table.ts";
import type { Access } from "./access.ts";
import { Activity } from "./activity.ts";
import { Artifacts } from "./artifacts.ts";
import { Execution } from "./execution.ts";
import type { Metrics } from "./metrics.ts";
import { PAGE } from "./page.ts";
import { discardBody, readBody } from "./request-body.ts";
import { type Answer, failed } from "./response.ts";
import type { SlotTable } from "./slot-table.ts";
import { overview, slotList } from "./status.ts";

const MS_PER_S = 1000;
/** A client that takes its answer this slowly, or not at all, loses it. */
const ANSWER_STALL_MS = 60_000;
/** Of a body nobody wants, read so that its sender gets to read the answer. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

export interface ServiceOptions {
  readonly service: Sandbox;
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
  answer(body: unknown): Answer | Promise<Answer>;
}

/** Answers requests: who may ask, what is asked, and in what words. */
export class RequestHandler {
  readonly #options: ServiceOptions;
  readonly #activity = new Activity();
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  #isClosing = false;
  /** Requests that have come in whole and are not answered yet. */
  #inFlight = 0;
  #whenIdle = Promise.withResolvers<void>();

  constructor(options: ServiceOptions) {
    this.#options = options;
    const { service, slots, metrics, maxBatch } = options;
    const ownNames = new Set(service.tools.map((tool) => tool.function.name));
    const execution = new Execution(service, slots, {
      maxBatch,
      onCall: (call) => {
        this.#activity.record(call);
        metrics.called(isToolName(call.tool) || ownNames.has(call.tool) ? call : { ...call, tool: "unknown" });
      },
    });
    const artifacts = new Artifacts(service, slots);
    const get = (answer: () => Answer | Promise<Answer>, more = {}): Endpoint => ({ method: "GET", answer, ...more });
    const post = (answer: Endpoint["answer"]): Endpoint => ({ method: "POST", answer });
    this.#endpoints = new Map<string, Endpoint>([
      ["/execute", post((body) => execution.execute(body))],
      ["/batch", post((body) => execution.batch(body))],
      ["/reset", post((body) => execution.reset(body))],
      ["/artifacts/read", post((body) => artifacts.read(body))],
      ["/artifacts/list", post((body) => artifacts.list(body))],
      ["/artifacts/archive", post((body) => artifacts.archive(body))],
      ["/health", get(() => ({ status: 200, json: this.#health() }))],
      ["/slots", get(() => ({ status: 200, json: { slots: slotList(slots) } }))],
      ["/tools", get(() => ({ status: 200, json: { tools: service.tools } }))],
      ["/metrics", get(async () => ({ status: 200, text: await metrics.text(), contentType: metrics.contentType }))],
      ["/overview", get(() => ({ status: 200, json: overview(service, slots, this.#activity) }))],
      ["/", get(() => PAGE, { isOpen: true })],
    ]);
  }

  /** From now on every new request is refused. */
  close(): void {
    this.#isClosing = true;
  }

  /** Resolves when all requests that have come in are answered. */
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
        const answer = refusal ?? this.#refusalAtTheEnd() ?? (await this.#answer(endpoint, request, body));
        this.#options.metrics.answered(endpoint ? path : "unknown", answer.status);
        await this.#send(request, response, answer);
      });
    } catch {
      // The client has gone, or the server has a fault, of which nothing is to be told.
      if (response.headersSent || response.destroyed) return;
      this.#options.metrics.answered(endpoint ? path : "unknown", 500);
      await this.#counted(() => this.#send(request, response, failed(500, "Internal error"))).catch(() => {});
    }
  }

  #refusal(request: IncomingMessage, endpoint: Endpoint | undefined): Answer | undefined {
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

  #refusalAtTheEnd(): Answer | undefined {
    return this.#isClosing ? failed(503, "The server is stopping") : undefined;
  }

  async #answer(
    endpoint: Endpoint | undefined,
    { method }: IncomingMessage,
    body: Awaited<ReturnType<typeof readBody>> | undefined,
  ): Promise<Answer> {
    if (!endpoint || !body) return failed(404, "Not found");
    if (body.kind === "too-large") return failed(413, `Body too large (max ${this.#options.maxBodyBytes} bytes)`);
    if (method !== "POST") return endpoint.answer(undefined);
    return body.kind === "invalid" ? failed(400, "Invalid JSON") : endpoint.answer(body.value);
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

  async #send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    if (request.socket.destroyed) return;
    const body = "json" in answer ? JSON.stringify(answer.json) : answer.text;
    response.setTimeout(ANSWER_STALL_MS);
    // What is left of a body nobody has read would be taken for the next request.
    if (!request.complete || this.#isClosing) response.setHeader("connection", "close");
    if (request.headers["slotbox-stats"] !== undefined) response.setHeader("slotbox-stats", this.#stats());
    response.writeHead(answer.status, {
      "content-type": "json" in answer ? "application/json; charset=utf-8" : answer.contentType,
      "content-length": Buffer.byteLength(body),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      ...answer.headers,
    });
    await sent(request.socket, response, body);
  }

  #health(): Record<string, unknown> {
    const { service, slots, maxBatch, maxBodyBytes } = this.#options;
    const { count, executing } = slots;
    return {
      status: "ok",
      slots: count,
      available: count - executing,
      executing,
      workers: service.stats.workers,
      max_timeout: service.maxTimeoutMs / MS_PER_S,
      max_batch: maxBatch,
      max_body_bytes: maxBodyBytes,
    };
  }

  /** For clients of slotbox's own, with each answer. */
  #stats(): string {
    const { workers, workersReplaced, queuedCalls, workspaceBytes } = this.#options.service.stats;
    return JSON.stringify({
      workers,
      workers_replaced: workersReplaced,
      queued_calls: queuedCalls,
      workspace_bytes: workspaceBytes,
    });
  }
}

/** Resolves when the body is on its way, or has nobody to go to; an answer that waits behind others hears of that only here. */
async function sent(socket: Socket, response: ServerResponse, body: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", resolve);
  response.end(body, resolve);
  await promise;
  socket.off("close", resolve);
}
