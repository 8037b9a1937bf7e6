import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { SlotboxError } from "../api/errors.ts";
import { STATS_HEADER } from "../wire/server-status.ts";
import { parseBody } from "./json-body.ts";

/** More than this no process wants to hold. */
const MAX_RESPONSE_BYTES = 4 * 1024 ** 3;
/** A server that has vanished without a word is noticed by probes of TCP's, which begin after this. */
const PROBE_AFTER_MS = 10_000;

export interface HttpResponse {
  readonly status: number;
  readonly json: unknown;
  /** What the server says of itself, if it does. */
  readonly stats: string | undefined;
}

/** Asks a sandbox server. Its connections are kept, and keep no process from ending while nothing is asked. */
export class ServerConnection {
  readonly #url: URL;
  readonly #token: string | undefined;
  readonly #agent: HttpAgent;

  constructor(url: URL, token: string | undefined) {
    this.#url = url;
    this.#token = token;
    const Agent = url.protocol === "https:" ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true, keepAliveMsecs: PROBE_AFTER_MS, scheduling: "lifo" });
  }

  /**
   * @param limitMs until the whole response must be there
   * @throws SlotboxError `server_unreachable`, or `server_failed` for a response that isn't JSON
   */
  async ask(path: string, body: string | undefined, limitMs: number): Promise<HttpResponse> {
    const attempt = { isStale: false };
    try {
      return await this.#ask(path, body, limitMs, attempt);
    } catch (error) {
      // The server had just ended the kept connection.
      if (attempt.isStale) return await this.#ask(path, body, limitMs, { isStale: false });
      throw error;
    }
  }

  /** Asks as {@link ask} does, but never a second time: for calls, which must not run twice. */
  askOnce(path: string, body: string, limitMs: number, signal: AbortSignal): Promise<HttpResponse> {
    return this.#ask(path, body, limitMs, { isStale: false }, signal);
  }

  async #ask(
    path: string,
    body: string | undefined,
    limitMs: number,
    attempt: { isStale: boolean },
    signal?: AbortSignal,
  ): Promise<HttpResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    const unreachable = (reason: string, cause?: unknown): void =>
      reject(new SlotboxError("server_unreachable", `${this.#url.host}: ${reason}`, { cause }));
    const send = this.#url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(new URL(`.${path}`, this.#url), {
      method: body === undefined ? "GET" : "POST",
      agent: this.#agent,
      headers: this.#headers(body),
      ...(signal ? { signal } : {}),
    });
    const give = (reason: string, cause?: unknown): void => {
      unreachable(reason, cause);
      request.destroy();
    };
    const timer = setTimeout(() => give(`no answer within ${limitMs} ms`), limitMs);
    let hasResponse = false;
    request.on("response", (response) => {
      hasResponse = true;
      readAll(response)
        .then((chunks) => this.#read(response, chunks))
        .then(resolve, (error: unknown) => (SlotboxError.is(error) ? reject(error) : give(reasonOf(error), error)));
    });
    request.on("error", (error) => {
      attempt.isStale = request.reusedSocket && !hasResponse && "code" in error && error.code === "ECONNRESET";
      give(reasonOf(error), error);
    });
    request.on("close", () => {
      // A response that breaks off says so itself.
      if (!hasResponse) unreachable("the connection ended before the answer");
    });
    request.end(body);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #headers(body: string | undefined): Record<string, string> {
    return {
      accept: "application/json",
      [STATS_HEADER]: "wanted",
      ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    };
  }

  #read({ statusCode = 0, headers }: IncomingMessage, chunks: readonly Buffer[]): HttpResponse {
    const stats = headers[STATS_HEADER];
    const head = { status: statusCode, stats: typeof stats === "string" ? stats : undefined };
    try {
      return { ...head, json: parseBody(chunks) };
    } catch (cause) {
      // Another status tells enough: proxies explain theirs in HTML.
      if (statusCode !== 200) return { ...head, json: undefined };
      throw new SlotboxError("server_failed", `${this.#url.host}: HTTP ${statusCode}, and no JSON in it`, { cause });
    }
  }
}

async function readAll(response: IncomingMessage): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) throw new Error(`an answer of more than ${MAX_RESPONSE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return chunks;
}

function reasonOf(error: unknown): string {
  // When several addresses were tried, each has a reason of its own inside this error.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
