import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, it } from "vitest";
import {
  createHttpBackend,
  createSandbox,
  type HttpBackendConfig,
  type Slot,
  SlotboxError,
  serveSandbox,
  type ToolBackend,
} from "../../src/index.ts";
import { untilExecuting } from "../server/until-executing.ts";

/** Within it any answer comes, however busy the machine is. */
const PATIENT_MS = 60_000;

const bash = (slot: Slot, command: string, more: object = {}) => ({ slot, tool: "bash", args: { command }, ...more });

const HEALTH = { status: "ok", slots: 3, available: 3, executing: 0 };
const RESULT = { success: true, output: "ok", error: "", execution_id: null, metadata: { exit_code: 0 } };

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (value: unknown, status = 200): Reply =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
const text =
  (body: string, status = 200): Reply =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

/** A server of another make, or one that misbehaves. */
class Scripted implements AsyncDisposable {
  readonly replies: Record<string, Reply> = {
    "/health": json(HEALTH),
    "/tools": json({ tools: [] }),
    "/reset": json(RESULT),
  };
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(replies: Record<string, Reply> = {}): Promise<Scripted> {
    const server = createServer();
    const scripted = new Scripted(server);
    Object.assign(scripted.replies, replies);
    server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
      scripted.asked.push(request.url ?? "");
      for await (const _ of request);
      (scripted.replies[request.url ?? ""] ?? text("not found", 404))(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  backend(config: Partial<HttpBackendConfig> = {}): Promise<ToolBackend> {
    return createHttpBackend({ url: this.url, ...config });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, "close");
  }
}

/** A port where nobody listens. */
async function deadUrl(): Promise<string> {
  const scripted = await Scripted.start();
  const { url } = scripted;
  await scripted[Symbol.asyncDispose]();
  return url;
}

const startFails = async (config: HttpBackendConfig, message: RegExp): Promise<void> => {
  const starting = createHttpBackend(config);
  await expect(starting).rejects.toMatchObject({ code: "start_failed" });
  await expect(starting).rejects.toThrow(message);
};

describe("a backend over HTTP doesn't start", () => {
  it("where nobody listens", async () => startFails({ url: await deadUrl() }, /ECONNREFUSED/));

  it("with the wrong token", async () => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, token: "right" });
    await startFails({ url: server.url, token: "wrong" }, /\/health: HTTP 401: Unauthorized/);
    await startFails({ url: server.url }, /HTTP 401/);
  });

  it.each([
    ["no JSON", text("<html>hello</html>"), /HTTP 200, and no JSON in it/],
    ["something else", json({ status: "fine" }), /\/health: the answer is not the wire format's: status/],
    ["a fault", json({ success: false, error: "Internal error" }, 500), /\/health: HTTP 500: Internal error/],
    ["another address", (_: unknown, r: ServerResponse) => r.writeHead(302, { location: "/x" }).end("{}"), /HTTP 302/],
    ["nothing", (request: IncomingMessage) => request.socket.destroy(), /socket hang up|ECONNRESET/],
    ["half of it", (_: unknown, r: ServerResponse) => r.writeHead(200, { "content-length": 9 }).end("{"), /./],
  ] satisfies [string, Reply, RegExp][])("where /health answers %s", async (_, reply, message) => {
    await using scripted = await Scripted.start({ "/health": reply });
    await startFails({ url: scripted.url }, message);
  });

  it("where the answer doesn't come", async () => {
    await using scripted = await Scripted.start({ "/health": () => {} });
    await startFails({ url: scripted.url, graceMs: 500 }, /no answer within 500 ms/);
  });

  it.each([
    [{}, /url/],
    [{ url: "127.0.0.1:8080" }, /url: must be an http or https URL/],
    [{ url: "ftp://127.0.0.1/" }, /url: must be an http or https URL/],
    [{ url: "http://127.0.0.1", token: "a b" }, /token/],
    [{ url: "http://127.0.0.1", graceMs: 0 }, /graceMs/],
    [{ url: "http://127.0.0.1", slots: 3 }, /unknown option "slots" \(allowed: url, token, maxSlots/],
  ])("with the config %j", async (config, message) => {
    const starting = createHttpBackend(config as HttpBackendConfig);
    await expect(starting).rejects.toMatchObject({ code: "invalid_config" });
    await expect(starting).rejects.toThrow(message);
  });
});

describe("what goes wrong with a call is its result", () => {
  const faults: [string, Reply, RegExp][] = [
    ["a connection that is reset", (request) => request.socket.resetAndDestroy(), /ECONNRESET|hang up/],
    [
      "one that is reset within the answer",
      (request, response) => {
        response.writeHead(200, { "content-length": 1000 });
        response.write('[{"success": true', () => request.socket.resetAndDestroy());
      },
      /aborted|ECONNRESET/,
    ],
    ["a fault of the server's", json({ success: false, error: "Internal error" }, 500), /HTTP 500: Internal error/],
    ["an answer that is no JSON", text("<h1>Bad gateway</h1>", 502), /HTTP 502$/],
    ["an answer of another shape", json({ results: [] }), /not the wire format's/],
    ["results that are none", json([1, null]), /not the wire format's/],
    ["too few results", json([RESULT]), /1 results for 2 requests/],
    ["too many results", json([RESULT, RESULT, RESULT]), /3 results for 2 requests/],
    ["no answer", () => {}, /no answer within/],
  ];

  it.each(faults)("%s", async (name, reply, message) => {
    await using scripted = await Scripted.start({ "/batch": reply });
    await using backend = await scripted.backend({ graceMs: name === "no answer" ? 500 : PATIENT_MS });
    const slot = await backend.acquire();
    const results = await backend.executeBatch([bash(slot, "a"), bash(slot, "b")], { timeoutMs: 50 });
    expect(results).toHaveLength(2);
    for (const result of results) {
      expect(result).toMatchObject({ success: false, slotId: slot.id, metadata: { outcome: "worker-lost" } });
      expect(result.error).toMatch(/^Server lost, the call may have run or not: /);
      expect(result.error).toMatch(message);
    }
    // The next one is on its own.
    scripted.replies["/batch"] = json([RESULT, RESULT]);
    const again = await backend.executeBatch([bash(slot, "a"), bash(slot, "b")], { timeoutMs: PATIENT_MS });
    expect(again.map(({ output }) => output)).toEqual(["ok", "ok"]);
  });

  it("a server that has gone", async () => {
    const scripted = await Scripted.start();
    await using backend = await scripted.backend();
    const slot = await backend.acquire();
    await scripted[Symbol.asyncDispose]();
    expect(await backend.execute(bash(slot, "true"))).toMatchObject({
      success: false,
      error: expect.stringMatching(/ECONNREFUSED|ECONNRESET|hang up/),
      metadata: { outcome: "worker-lost" },
    });
  });

  it("a real server that ends in mid-batch", async ({ signal }) => {
    const server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, graceMs: 0 });
    await using backend = await createHttpBackend({ url: server.url });
    const slot = await backend.acquire();
    const running = backend.executeBatch([bash(slot, "echo 1"), bash(slot, "while :; do :; done")]);
    await untilExecuting(server, 1, signal);
    await server.close();
    const [, endless] = await running;
    expect(endless).toMatchObject({ success: false, metadata: { outcome: "stopped" } });
  });
});

describe("what goes wrong beside calls is thrown, with a code", () => {
  it.each([
    ["a fault", json({ success: false, error: "Internal error" }, 500), "server_failed"],
    ["no JSON", text("hello"), "server_failed"],
    ["another shape", json({ success: true, content: 5 }), "server_failed"],
    ["an unknown slot", json({ success: false, error: "Unknown slot: slot_0" }, 404), "unknown_slot"],
    ["an unknown path", text("{}", 404), "server_failed"],
    ["a reset connection", (request: IncomingMessage) => request.socket.resetAndDestroy(), "server_unreachable"],
    ["no answer", () => {}, "server_unreachable"],
  ] satisfies [string, Reply, string][])("artifacts: %s", async (name, reply, code) => {
    const paths = ["/artifacts/read", "/artifacts/list", "/artifacts/archive"];
    await using scripted = await Scripted.start(Object.fromEntries(paths.map((path) => [path, reply])));
    await using backend = await scripted.backend({ graceMs: name === "no answer" ? 500 : PATIENT_MS });
    const slot = await backend.acquire();
    await expect(backend.readArtifact(slot, "x")).rejects.toMatchObject({ code });
    await expect(backend.listArtifacts(slot)).rejects.toMatchObject({ code });
    await expect(backend.archiveArtifacts(slot)).rejects.toMatchObject({ code });
  });

  it("artifacts that can't be given are a value, by the words of the format alone", async () => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0 });
    await using backend = await createHttpBackend({ url: server.url });
    const slot = await backend.acquire();
    await backend.execute(bash(slot, "mkdir d; echo x > f"));
    const codes = [
      await backend.readArtifact(slot, "../x"),
      await backend.readArtifact(slot, "none"),
      await backend.readArtifact(slot, "d"),
      await backend.readArtifact(slot, "f", { encoding: "rot13" as "text" }),
      await backend.readArtifact(slot, "f\0"),
      await backend.archiveArtifacts(slot, ".", { format: "zip" as "tgz" }),
      await backend.archiveArtifacts(slot, ".", { maxBytes: 1 }),
    ].map((found) => (found.success ? "" : found.code));
    expect(codes).toEqual([
      "access_denied",
      "not_found",
      "not_a_file",
      "unsupported_encoding",
      "invalid_path",
      "unsupported_format",
      "too_large",
    ]);
  });

  it("a slot that can't be reset is given to nobody", async () => {
    await using scripted = await Scripted.start({ "/reset": json({ success: false, error: "Internal error" }, 500) });
    await using backend = await scripted.backend({ maxSlots: 1 });
    await expect(backend.acquire("a")).rejects.toSatisfy(SlotboxError.is);
    await expect(backend.acquire("a")).rejects.toMatchObject({ code: "server_failed" });
    expect(backend.stats().slots.acquired).toBe(0);
    scripted.replies["/reset"] = json(RESULT);
    const slot = await backend.acquire("b");
    scripted.replies["/reset"] = text("", 500);
    await expect(backend.release(slot, { resetWorkspace: true })).rejects.toMatchObject({ code: "server_failed" });
    await expect(backend.acquire("c")).rejects.toMatchObject({ code: "server_failed" });
    scripted.replies["/reset"] = json(RESULT);
    await backend.acquire("c");
  });

  it("a slot whose reset doesn't end is waited for as long as for a free one", async () => {
    await using scripted = await Scripted.start({ "/reset": () => {} });
    await using backend = await scripted.backend({ maxSlots: 1, acquireTimeoutMs: 100 });
    const acquiring = backend.acquire("a");
    await expect(acquiring).rejects.toMatchObject({ code: "acquire_timeout" });
    await expect(acquiring).rejects.toThrow("slot_0 was not emptied within 100 ms (acquireTimeoutMs)");
  });
});

describe("a backend over HTTP", () => {
  it("finds nothing in its slots that somebody left there", async () => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, slots: 1 });
    const body = JSON.stringify({ slot_id: "slot_0", tool: "bash", args: { command: "echo left > secret" } });
    await fetch(`${server.url}/execute`, { method: "POST", body });
    await using backend = await createHttpBackend({ url: server.url });
    expect((await backend.execute(bash(await backend.acquire(), "ls | wc -l"))).output).toBe("0");
  });

  it("leaves nothing behind when it is purged", async () => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, slots: 2 });
    const backend = await createHttpBackend({ url: server.url });
    await backend.execute(bash(await backend.acquire("held"), "echo x > f"));
    const released = await backend.acquire("released");
    await backend.execute(bash(released, "echo x > f"));
    await backend.release(released);
    await backend.stop({ purge: true });
    for (const slot_id of ["slot_0", "slot_1"]) {
      const body = JSON.stringify({ slot_id });
      const response = await fetch(`${server.url}/artifacts/list`, { method: "POST", body });
      expect(await response.json()).toMatchObject({ entries: [] });
    }
  });

  it("stops at once, and the server ends its calls, with what they wrote", async ({ signal }) => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, graceMs: 0 });
    const backend = await createHttpBackend({ url: server.url });
    const slot = await backend.acquire();
    const running = backend.execute(bash(slot, "touch began; sleep 90; touch ended", { timeoutMs: PATIENT_MS }));
    await untilExecuting(server, 1, signal);
    await backend.stop();
    expect(await running).toMatchObject({ success: false, metadata: { outcome: "stopped" } });
    await backend.start();
    expect((await backend.execute(bash(slot, "ls"))).output).toMatch(/^(began)?$/);
    await backend.stop({ purge: true });
  });

  it("sends a batch in as many pieces as the server takes, in order", async () => {
    const options = { port: 0, maxBatch: 3, maxBodyBytes: 2000 };
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), options);
    await using backend = await createHttpBackend({ url: server.url });
    const slot = await backend.acquire();
    const commands = Array.from({ length: 10 }, (_, index) => bash(slot, `echo ${index} >> f; wc -l < f`));
    const large = bash(slot, `: ${"x".repeat(3000)}`);
    const results = await backend.executeBatch([...commands, large, bash(slot, "wc -l < f")]);
    expect(results.map(({ output }) => output)).toEqual([..."123456789", "10", "", "10"]);
    expect(results[10]).toMatchObject({ success: false, metadata: { outcome: "invalid" } });
    expect(results[10]?.error).toMatch(/Body too large \(max 2000 bytes\)/);
  });

  it("sends a batch as one message, though something is waited for before that", async () => {
    await using scripted = await Scripted.start({ "/batch": json([RESULT, RESULT, RESULT]) });
    // The served backend acquires a slot for each of the server's, and over HTTP that takes a reset of each.
    await using server = await serveSandbox(await scripted.backend(), { port: 0, slots: 3 });
    await using backend = await createHttpBackend({ url: server.url });
    const slots = await Promise.all(["a", "b", "c"].map((trajectory) => backend.acquire(trajectory)));
    const results = await backend.executeBatch(slots.map((slot) => bash(slot, "true")));
    expect(results.map(({ output }) => output)).toEqual(["ok", "ok", "ok"]);
    expect(scripted.asked.filter((path) => path === "/batch" || path === "/execute")).toEqual(["/batch"]);
  });

  it("understands a server that speaks the bare format", async () => {
    const results = [
      RESULT,
      { ...RESULT, success: false, output: "", error: "Exit code: 2", metadata: { exit_code: 2, sandboxed: true } },
      { ...RESULT, success: false, error: "Command timed out after 1s", metadata: { exit_code: -1, timeout: true } },
      { ...RESULT, success: false, error: "Unknown tool: x", metadata: {} },
      { success: false, output: null, error: "File not found: f" },
    ];
    await using scripted = await Scripted.start({ "/batch": json(results), "/tools": text("Not found", 404) });
    await using backend = await scripted.backend();
    const slot = await backend.acquire();
    expect(backend.tools()).toEqual([]);
    const outcomes = (await backend.executeBatch(results.map(() => bash(slot, "x")))).map(
      ({ metadata: { outcome, exitCode } }) => [outcome, exitCode],
    );
    expect(outcomes).toEqual([
      ["ok", 0],
      ["exit", 2],
      ["timeout", -1],
      ["invalid", undefined],
      ["exit", undefined],
    ]);
  });

  it("works below a path, as behind a proxy", async () => {
    await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0 });
    const proxy = createServer((request, response) => {
      const upstream = connect(server.port, server.host);
      const path = (request.url ?? "").replace(/^\/sandbox/, "");
      const length = request.headers["content-length"];
      upstream.write(`${request.method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n`);
      upstream.write(length === undefined ? "\r\n" : `Content-Length: ${length}\r\n\r\n`);
      request.pipe(upstream, { end: false });
      response.socket && upstream.pipe(response.socket);
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    await using backend = await createHttpBackend({ url: `http://127.0.0.1:${port}/sandbox` });
    expect((await backend.execute(bash(await backend.acquire(), "echo through"))).output).toBe("through");
    proxy.close();
    proxy.closeAllConnections();
  });
});
