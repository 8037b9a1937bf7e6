import { setMaxListeners } from "node:events";
import type { z } from "zod";
import type {
  ArchiveArtifactsOptions,
  ArtifactFailure,
  ListArtifactsOptions,
  ReadArtifactOptions,
} from "../api/artifacts.ts";
import { SlotboxError } from "../api/errors.ts";
import { explain } from "../api/explain-issues.ts";
import { failure, type ToolResult } from "../api/result.ts";
import type { ToolSchema } from "../api/tool-schema.ts";
import { artifactFailure } from "../artifacts/result.ts";
import { type Admission, eachOf, submitAdmitted } from "../backend/batch.ts";
import { callLimit, type Sandbox, type SandboxCall, type SandboxStats } from "../backend/sandbox.ts";
import { inMessages, type WireCall, waitMs } from "../wire/messages.ts";
import {
  archiveAnswer,
  artifactErrorCode,
  failureAnswer,
  type Health,
  healthAnswer,
  listAnswer,
  readAnswer,
  resultAnswer,
  resultsAnswer,
  statsOf,
  toolsAnswer,
} from "../wire/responses.ts";
import type { ServerAnswer, ServerConnection } from "./server-connection.ts";
import { IDLE_WAIT_MS, SlotResets } from "./slot-resets.ts";

const MS_PER_S = 1000;
const OK = 200;
const TOO_LARGE = 413;

/** The slots of a sandbox server, by the names `slot_0` …. */
export class RemoteSandbox implements Sandbox {
  readonly #connection: ServerConnection;
  readonly #defaultTimeoutMs: number | null;
  readonly #graceMs: number;
  readonly #resets = new SlotResets((slot) => this.#reset(slot));
  #health: Health | undefined;
  #tools: ToolSchema[] = [];
  #stats: SandboxStats = { workers: 0, workersReplaced: 0, queuedCalls: 0, workspaceBytes: 0 };
  /** Ends what is asked meanwhile; none while the sandbox is stopped. */
  #running: AbortController | undefined;

  /** @param graceMs how long past the calls' own limits their answer may take */
  constructor(connection: ServerConnection, defaultTimeoutMs: number | null, graceMs: number) {
    this.#connection = connection;
    this.#defaultTimeoutMs = defaultTimeoutMs;
    this.#graceMs = graceMs;
  }

  async start(): Promise<void> {
    if (this.#running) return;
    try {
      this.#health = accepted("/health", healthAnswer, await this.#ask("/health", undefined, this.#graceMs));
      const tools = await this.#ask("/tools", undefined, this.#graceMs);
      // The wire format has no list of tools.
      this.#tools = tools.status === 404 ? [] : accepted("/tools", toolsAnswer, tools).tools;
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

  /** As the server's last answer has them. */
  get stats(): SandboxStats {
    return this.#running ? this.#stats : { ...this.#stats, workers: 0, queuedCalls: 0 };
  }

  get maxTimeoutMs(): number {
    return (this.#health?.max_timeout ?? 0) * MS_PER_S;
  }

  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[] {
    if (!this.#running) return calls.map(async () => failure("stopped", "Backend is stopped"));
    const admissions = calls.map((call) => this.#admit(call));
    return submitAdmitted(admissions, (admitted) => this.#send(admitted)).map(({ result }) => result);
  }

  #admit({ slot, tool, args, timeoutMs }: SandboxCall): Admission<WireCall> {
    const limitMs = callLimit(timeoutMs, this.#defaultTimeoutMs, this.maxTimeoutMs);
    if (typeof limitMs !== "number") return { refusal: limitMs };
    const beside = { include_streams: true, strict_args: true };
    const request = { slot_id: nameOf(slot), tool, args, timeout: limitMs / MS_PER_S, ...beside };
    try {
      return { call: { slot, timeoutMs: limitMs, json: JSON.stringify(request) } };
    } catch {
      return { refusal: failure("invalid", `Invalid arguments for ${String(tool)}: they can't be read`) };
    }
  }

  reset(slot: number): void {
    this.#resets.begin(slot);
  }

  prepare(slot: number): Promise<void> {
    return this.#resets.prepare(slot);
  }

  async settled(): Promise<void> {
    await this.#resets.idle();
    if (!this.#running) this.#connection.close();
  }

  readArtifact(slot: number, path: string, { encoding, maxBytes, includeSha256 }: ReadArtifactOptions) {
    const options = { encoding, max_bytes: maxBytes, include_sha256: includeSha256 };
    return this.#artifact("/artifacts/read", slot, { path, ...options }, readAnswer);
  }

  listArtifacts(slot: number, path: string, { recursive, maxEntries }: ListArtifactsOptions) {
    return this.#artifact("/artifacts/list", slot, { path, recursive, max_entries: maxEntries }, listAnswer);
  }

  archiveArtifacts(slot: number, path: string, { format, maxBytes, maxEntries }: ArchiveArtifactsOptions) {
    const options = { format, max_bytes: maxBytes, max_entries: maxEntries };
    return this.#artifact("/artifacts/archive", slot, { path, ...options }, archiveAnswer);
  }

  /** One message, unless the server takes no such large ones: then one after the other. */
  #send(calls: readonly WireCall[]): Promise<ToolResult>[] {
    const { workers = 1, max_batch = 1, max_body_bytes = 0 } = this.#health ?? {};
    let previous: Promise<unknown> | undefined;
    return [...inMessages(calls, max_batch, max_body_bytes)].flatMap((message) => {
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
    const [path, body] = isOne ? ["/execute", first.json] : ["/batch", `[${calls.map(({ json }) => json).join(",")}]`];
    try {
      const answer = this.#heard(await this.#connection.askOnce(path, body, limitMs, running.signal));
      if (answer.status === TOO_LARGE) return calls.map(() => failure("invalid", refusal(path, answer).message));
      if (isOne) return [accepted(path, resultAnswer, answer)];
      const results = accepted(path, resultsAnswer, answer);
      if (results.length === calls.length) return results;
      throw new SlotboxError("server_failed", `${results.length} results for ${calls.length} requests`);
    } catch (error) {
      if (running.signal.aborted) return calls.map(() => failure("stopped", "Backend stopped during the call"));
      const reason = error instanceof Error ? error.message : String(error);
      return calls.map(() => failure("worker-lost", `Server lost, the call may have run or not: ${reason}`));
    }
  }

  async #reset(slot: number): Promise<void> {
    // What still runs in the slot, the server lets end first; a backend that is stopped doesn't wait for that.
    const limitMs = this.#running ? this.maxTimeoutMs + this.#graceMs : IDLE_WAIT_MS;
    const body = JSON.stringify({ slot_id: nameOf(slot) });
    const { success, error } = accepted("/reset", resultAnswer, await this.#ask("/reset", body, limitMs));
    if (!success) throw new SlotboxError("server_failed", `${nameOf(slot)} can't be reset: ${error}`);
  }

  async #artifact<Found>(
    path: string,
    slot: number,
    request: object,
    schema: z.ZodType<Found>,
  ): Promise<Found | ArtifactFailure> {
    const body = JSON.stringify({ slot_id: nameOf(slot), ...request });
    const answer = await this.#ask(path, body, this.#graceMs);
    const { error = "" } = failureAnswer.safeParse(answer.json).data ?? {};
    const code = artifactErrorCode(answer.status, error);
    return code === undefined ? accepted(path, schema, answer) : artifactFailure(code, error);
  }

  async #ask(path: string, body: string | undefined, limitMs: number): Promise<ServerAnswer> {
    return this.#heard(await this.#connection.ask(path, body, limitMs));
  }

  #heard(answer: ServerAnswer): ServerAnswer {
    this.#stats = statsOf(answer.stats) ?? this.#stats;
    return answer;
  }
}

function nameOf(slot: number): string {
  return `slot_${slot}`;
}

/** @throws SlotboxError for what is no such answer */
function accepted<T>(path: string, schema: z.ZodType<T>, answer: ServerAnswer): T {
  if (answer.status !== OK) throw refusal(path, answer);
  const result = schema.safeParse(answer.json);
  if (result.success) return result.data;
  throw new SlotboxError("server_failed", `${path}: the answer is not the wire format's: ${explain(result.error)}`);
}

function refusal(path: string, { status, json }: ServerAnswer): SlotboxError {
  const told = failureAnswer.safeParse(json);
  const code =
    status === 404 && told.success && /^Unknown slot: /.test(told.data.error) ? "unknown_slot" : "server_failed";
  return new SlotboxError(code, `${path}: HTTP ${status}${told.success ? `: ${told.data.error}` : ""}`);
}
