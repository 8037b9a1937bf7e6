import { setMaxListeners } from "node:events";
import type { z } from "zod";
import type {
  ArchiveArtifactsOptions,
  ArtifactFailure,
  ListArtifactsOptions,
  ReadArtifactOptions,
} from "../api/artifacts.ts";
import type { ToolSchema } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { explain } from "../api/explain-issues.ts";
import { failure, type ToolResult } from "../api/result.ts";
import { type Admission, eachOf, submitAdmitted } from "../backend/batch.ts";
import { callLimit, type Sandbox, type SandboxCall, type SandboxStats } from "../backend/sandbox.ts";
import { writeArchiveRequest, writeListRequest, writeReadRequest } from "../wire/artifact-requests.ts";
import { archiveSchema, listSchema, readArtifactFailure, readSchema } from "../wire/artifact-responses.ts";
import { writeCall, writeReset } from "../wire/calls.ts";
import { ENDPOINTS } from "../wire/endpoints.ts";
import { readFault } from "../wire/faults.ts";
import { inMessages, type WireCall, waitMs } from "../wire/messages.ts";
import { resultSchema, resultsSchema } from "../wire/results.ts";
import { healthSchema, readStats, type ServerHealth, toolsSchema } from "../wire/server-status.ts";
import { isUnknownSlot, slotName } from "../wire/slot-names.ts";
import type { HttpResponse, ServerConnection } from "./server-connection.ts";
import { IDLE_WAIT_MS, SlotResets } from "./slot-resets.ts";

const OK = 200;
const TOO_LARGE = 413;

/** The slots of a sandbox server, by the names `slot_0` …. */
export class RemoteSandbox implements Sandbox {
  readonly #connection: ServerConnection;
  readonly #defaultTimeoutMs: number | null;
  readonly #graceMs: number;
  readonly #resets = new SlotResets((slot) => this.#reset(slot));
  #health: ServerHealth | undefined;
  #tools: ToolSchema[] = [];
  #stats: SandboxStats = { workers: 0, workersReplaced: 0, queuedCalls: 0, workspaceBytes: 0 };
  /** Ends what is asked meanwhile; none while the sandbox is stopped. */
  #running: AbortController | undefined;

  /** @param graceMs how long past the calls' own limits their response may take */
  constructor(connection: ServerConnection, defaultTimeoutMs: number | null, graceMs: number) {
    this.#connection = connection;
    this.#defaultTimeoutMs = defaultTimeoutMs;
    this.#graceMs = graceMs;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    try {
      this.#health = accepted(
        ENDPOINTS.health,
        healthSchema,
        await this.#ask(ENDPOINTS.health, undefined, this.#graceMs),
      );
      const tools = await this.#ask(ENDPOINTS.tools, undefined, this.#graceMs);
      // The wire format has no list of tools.
      this.#tools = tools.status === 404 ? [] : accepted(ENDPOINTS.tools, toolsSchema, tools).tools;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SlotboxError("start_failed", `the backend can't start: ${reason}`, { cause });
    }
    this.#running = new AbortController();
    setMaxListeners(0, this.#running.signal);
  }

  async stop(): Promise<void> {
    this.#running?.abort();
    this.#running = undefined;
    await this.settled();
  }

  /** How many the server has, as it said at the start. */
  get slots(): number {
    return this.#health?.slots ?? 0;
  }

  get tools(): ToolSchema[] {
    return this.#tools;
  }

  /** As the server's last response has them. */
  get stats(): SandboxStats {
    return this.#running ? this.#stats : { ...this.#stats, workers: 0, queuedCalls: 0 };
  }

  get maxTimeoutMs(): number {
    return this.#health?.maxTimeoutMs ?? 0;
  }

  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[] {
    if (!this.#running) return calls.map(async () => failure("stopped", "Backend is stopped"));
    const admissions = calls.map((call) => this.#admit(call));
    return submitAdmitted(admissions, (admitted) => this.#send(admitted)).map(({ result }) => result);
  }

  #admit({ slot, tool, args, timeoutMs, signal }: SandboxCall): Admission<WireCall> {
    const limitMs = callLimit(timeoutMs, this.#defaultTimeoutMs, this.maxTimeoutMs);
    if (typeof limitMs !== "number") return { refusal: limitMs };
    try {
      const json = JSON.stringify(writeCall({ slot, tool, args, timeoutMs: limitMs }));
      return { call: { slot, timeoutMs: limitMs, json, signal } };
    } catch {
      return { refusal: failure("invalid", `Invalid arguments for ${String(tool)}: they can't be read`) };
    }
  }

  reset(slot: number): void {
    this.#resets.begin(slot);
  }

  /** Asks nothing of a server where nothing runs, by its last response, or that is of another make. */
  async hangUp(slot: number): Promise<void> {
    if (!this.#stats.backgroundProcesses) return;
    await this.#ask(ENDPOINTS.hangUp, JSON.stringify(writeReset(slot)), this.#graceMs).catch(() => {});
  }

  prepare(slot: number): Promise<void> {
    return this.#resets.prepare(slot);
  }

  async settled(): Promise<void> {
    await this.#resets.idle();
    if (!this.#running) this.#connection.close();
  }

  readArtifact(slot: number, path: string, options: ReadArtifactOptions) {
    return this.#artifact(ENDPOINTS.readArtifact, writeReadRequest(slot, path, options), readSchema);
  }

  listArtifacts(slot: number, path: string, options: ListArtifactsOptions) {
    return this.#artifact(ENDPOINTS.listArtifacts, writeListRequest(slot, path, options), listSchema);
  }

  archiveArtifacts(slot: number, path: string, options: ArchiveArtifactsOptions) {
    return this.#artifact(ENDPOINTS.archiveArtifacts, writeArchiveRequest(slot, path, options), archiveSchema);
  }

  /** One message, unless the server takes no such large ones: then one after the other. */
  #send(calls: readonly WireCall[]): Promise<ToolResult>[] {
    const { workers = 1, maxBatch = 1, maxBodyBytes = 0 } = this.#health ?? {};
    let previous: Promise<unknown> | undefined;
    return [...inMessages(calls, maxBatch, maxBodyBytes)].flatMap((message) => {
      const send = () => this.#sendOne(message, waitMs(message, workers) + this.#graceMs);
      const results = previous ? previous.then(send) : send();
      previous = results;
      return eachOf(results, message.length);
    });
  }

  async #sendOne(calls: readonly WireCall[], limitMs: number): Promise<ToolResult[]> {
    const running = this.#running;
    if (!running) return calls.map(() => failure("stopped", "Backend stopped before the call"));
    const [first, ...others] = calls;
    const isOne = first !== undefined && others.length === 0;
    const path = isOne ? ENDPOINTS.execute : ENDPOINTS.batch;
    // Calls of a batch have one caller.
    const caller = first?.signal;
    if (caller?.aborted) return calls.map(() => failure("stopped", "Stopped before the call began"));
    const signal = caller ? AbortSignal.any([running.signal, caller]) : running.signal;
    const body = isOne ? first.json : `[${calls.map(({ json }) => json).join(",")}]`;
    try {
      const response = this.#heard(await this.#connection.askOnce(path, body, limitMs, signal));
      if (response.status === TOO_LARGE) return calls.map(() => failure("invalid", refusal(path, response).message));
      if (isOne) return [accepted(path, resultSchema, response)];
      const results = accepted(path, resultsSchema, response);
      if (results.length === calls.length) return results;
      throw new SlotboxError("server_failed", `${results.length} results for ${calls.length} requests`);
    } catch (error) {
      if (running.signal.aborted) return calls.map(() => failure("stopped", "Backend stopped during the call"));
      // The server sees that nobody waits for the results, and stops the calls.
      if (caller?.aborted) return calls.map(() => failure("stopped", "Stopped by its caller"));
      const reason = error instanceof Error ? error.message : String(error);
      return calls.map(() => failure("worker-lost", `Server lost, the call may have run or not: ${reason}`));
    }
  }

  async #reset(slot: number): Promise<void> {
    // What still runs in the slot, the server lets end first; a backend that is stopped doesn't wait for that.
    const limitMs = this.#running ? this.maxTimeoutMs + this.#graceMs : IDLE_WAIT_MS;
    const { reset } = ENDPOINTS;
    const response = await this.#ask(reset, JSON.stringify(writeReset(slot)), limitMs);
    const { success, error } = accepted(reset, resultSchema, response);
    if (!success) throw new SlotboxError("server_failed", `${slotName(slot)} can't be reset: ${error}`);
  }

  async #artifact<Found>(path: string, request: object, schema: z.ZodType<Found>): Promise<Found | ArtifactFailure> {
    const response = await this.#ask(path, JSON.stringify(request), this.#graceMs);
    return readArtifactFailure(response.status, response.json) ?? accepted(path, schema, response);
  }

  async #ask(path: string, body: string | undefined, limitMs: number): Promise<HttpResponse> {
    return this.#heard(await this.#connection.ask(path, body, limitMs));
  }

  #heard(response: HttpResponse): HttpResponse {
    this.#stats = readStats(response.stats) ?? this.#stats;
    return response;
  }
}

/** @throws SlotboxError for what is no such response */
function accepted<T>(path: string, schema: z.ZodType<T>, response: HttpResponse): T {
  if (response.status !== OK) throw refusal(path, response);
  const result = schema.safeParse(response.json);
  if (result.success) return result.data;
  throw new SlotboxError("server_failed", `${path}: the answer is not the wire format's: ${explain(result.error)}`);
}

function refusal(path: string, { status, json }: HttpResponse): SlotboxError {
  const told = readFault(json);
  const code = status === 404 && told !== undefined && isUnknownSlot(told) ? "unknown_slot" : "server_failed";
  return new SlotboxError(code, `${path}: HTTP ${status}${told === undefined ? "" : `: ${told}`}`);
}
