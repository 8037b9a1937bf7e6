import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type SandboxServer, type ServeOptions, serveSandbox } from "../../src/index.ts";
import { RawConnection } from "./raw.ts";
import { untilExecuting } from "./until-executing.ts";

const start = async (options: ServeOptions = {}): Promise<SandboxServer> =>
  serveSandbox(await createSandbox({ workers: 1 }), { port: 0, slots: 4, graceMs: 0, ...options });

/** Longer than any test may take: a server that waits for it is seen by that. */
const ENDLESS_GRACE_MS = 3_600_000;

const GET_HEALTH = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
const bash = (command: string, more: object = {}) => ({ slot_id: "slot_0", tool: "bash", args: { command }, ...more });

describe("what is sent on one connection", () => {
  let server: SandboxServer;
  beforeAll(async () => {
    server = await start({ maxBodyBytes: 300_000 });
  });
  afterAll(() => server.close());

  const open = (): RawConnection => new RawConnection(server);

  it.each([
    ["POST /nope", 404, '{"success":false,"error":"Not found"}'],
    ["PUT /execute", 405, '{"success":false,"error":"Method not allowed"}'],
    ["OPTIONS /execute", 405, '{"success":false,"error":"Method not allowed"}'],
    ["DELETE /", 405, '{"success":false,"error":"Method not allowed"}'],
    ["GET /execute", 405, '{"success":false,"error":"Method not allowed"}'],
    ["GET /../health", 404, '{"success":false,"error":"Not found"}'],
    ["GET //health", 404, '{"success":false,"error":"Not found"}'],
    ["GET http://127.0.0.1/health", 404, '{"success":false,"error":"Not found"}'],
    ["GET /__proto__", 404, '{"success":false,"error":"Not found"}'],
    [`GET /${"x".repeat(8000)}`, 404, '{"success":false,"error":"Not found"}'],
  ])("%s is refused, and the next request on it answered", async (line, status, body) => {
    using connection = open();
    connection.send(`${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}`);
    expect(await connection.answer()).toMatchObject({ status, body });
    connection.send(GET_HEALTH);
    expect((await connection.answer()).status).toBe(200);
  });

  it("HEAD is answered as GET, without the body", async () => {
    for (const path of ["/health", "/slots", "/metrics", "/"]) {
      const response = await fetch(server.url + path, { method: "HEAD" });
      expect([response.status, await response.text()]).toEqual([200, ""]);
      expect(Number(response.headers.get("content-length"))).toBeGreaterThan(10);
    }
    expect((await fetch(`${server.url}/execute`, { method: "HEAD" })).headers.get("allow")).toBe("POST");
  });

  it.each([
    ["a URL that is very long", `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 431],
    ["a header that is very long", `GET /health HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`, 431],
    ["no Host", "GET /health HTTP/1.1\r\n\r\n", 400],
    ["no Host, of HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", 403],
    [
      "two lengths",
      "POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      400,
    ],
    [
      "a length and chunks",
      "POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["what is no HTTP", "\x16\x03\x01 hello\r\n\r\n", 400],
  ])("%s is refused, and the connection ends", async (_, text, status) => {
    using connection = open();
    connection.send(text);
    const answer = await connection.answer();
    expect(answer.status).toBe(status);
    if (answer.body !== "") expect(JSON.parse(answer.body)).toMatchObject({ success: false });
  });

  it("requests that don't wait for answers get theirs in order", async () => {
    using connection = open();
    const bodies = ["sleep 0.2; echo 1 >> p; cat p", "echo 2 >> p; cat p", "cat p | wc -l; rm p"];
    for (const command of bodies) connection.post("/execute", JSON.stringify(bash(command)));
    connection.send(GET_HEALTH);
    const outputs = [];
    for (const _ of bodies) outputs.push(JSON.parse((await connection.answer()).body).output);
    expect(outputs).toEqual(["1", "1\n2", "2"]);
    expect(JSON.parse((await connection.answer()).body)).toMatchObject({ status: "ok" });
  });

  it.each([
    ["in one piece", (body: string) => `Content-Length: ${body.length}\r\n\r\n${body}`],
    [
      "in chunks",
      (body: string) => {
        const chunk = body.slice(0, 50_000);
        return `Transfer-Encoding: chunked\r\n\r\n${`c350\r\n${chunk}\r\n`.repeat(body.length / 50_000)}0\r\n\r\n`;
      },
    ],
  ])("a body that is too large, %s, is refused when it has been sent", async (_, framed) => {
    for (const bytes of [350_000, 5_000_000]) {
      using connection = open();
      connection.send(`POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\n${framed("x".repeat(bytes))}`);
      expect(await connection.answer()).toMatchObject({
        status: 413,
        body: '{"success":false,"error":"Body too large (max 300000 bytes)"}',
      });
    }
  });

  it.each([
    ["bytes that are not UTF-8", Buffer.from('{"slot_id": "slot_0", "tool": "\xff"}', "latin1")],
    ["nothing", ""],
    ["half a value", '{"slot_id": "slot_0"'],
    ["a comma too many", '{"slot_id": "slot_0",}'],
    ["two values", "{}{}"],
    ["Python's NaN", '{"slot_id": "slot_0", "timeout": NaN}'],
  ])("%s is no JSON", async (_, body) => {
    using connection = open();
    for (const path of ["/execute", "/batch", "/reset", "/artifacts/read"]) {
      connection.post(path, body);
      expect(await connection.answer()).toMatchObject({
        status: 400,
        body: '{"success":false,"error":"Invalid JSON"}',
      });
    }
  });

  it("nesting, names of prototypes and wrong types harm nobody", async () => {
    using connection = open();
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const results = [
      `{"slot_id": "slot_0", "tool": "bash", "args": ${deep}}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"command": ${deep}}}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"command": "true", "x": ${deep}}, "strict_args": true}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"__proto__": {"command": "true"}}, "strict_args": true}`,
      `{"__proto__": {"slot_id": "slot_0", "tool": "bash", "args": {"command": "true"}}}`,
      `{"slot_id": "__proto__", "tool": "constructor", "args": {}}`,
      `{"slot_id": "slot_0", "tool": "__proto__", "args": {}}`,
      `{"slot_id": "slot_00", "tool": "bash", "args": {"command": "true"}}`,
      `{"slot_id": "slot_-1", "tool": "bash", "args": {"command": "true"}}`,
      `{"slot_id": "slot_1e0", "tool": "bash", "args": {"command": "true"}}`,
      `{"slot_id": 0, "tool": "bash", "args": {"command": "true"}}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"command": "true"}, "timeout": -1}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"command": "true"}, "timeout": 0}`,
      `{"slot_id": "slot_0", "tool": "bash", "args": {"command": "true"}, "execution_id": ${deep}}`,
      "null",
      "7",
      deep,
    ];
    for (const body of results) {
      connection.post("/execute", body);
      const answer = await connection.answer();
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        200,
        expect.objectContaining({ success: false, output: "", error: expect.stringMatching(/^(Invalid|Unknown) /) }),
      ]);
      expect(answer.body.length).toBeLessThan(2000);
    }
    for (const path of ["/artifacts/read", "/artifacts/list", "/artifacts/archive", "/reset"]) {
      connection.post(path, deep);
      expect((await connection.answer()).status).toBe(400);
    }
    expect(Object.prototype).not.toHaveProperty("command");
  });

  it("a batch whose requests share slots runs each slot's in order", async () => {
    const commands = Array.from({ length: 60 }, (_, index) => ({
      ...bash(`echo ${index} >> order; cat order | tr '\\n' ' '`),
      slot_id: `slot_${1 + (index % 3)}`,
    }));
    const response = await fetch(`${server.url}/batch`, { method: "POST", body: JSON.stringify(commands) });
    const outputs = ((await response.json()) as { output: string }[]).map(({ output }) => output);
    expect(outputs).toEqual(
      commands.map((_, index) =>
        Array.from({ length: Math.floor(index / 3) + 1 }, (_, turn) => turn * 3 + (index % 3)).join(" "),
      ),
    );
  });

  it("a larger time limit than there is, is the largest", async () => {
    const body = JSON.stringify(bash("echo fine", { timeout: 1e6 }));
    const response = await fetch(`${server.url}/execute`, { method: "POST", body });
    expect(await response.json()).toMatchObject({ success: true, output: "fine" });
  });
});

describe("a client", () => {
  it("that goes while its call runs ends it, and the slot is the next one's", async ({ signal }) => {
    await using server = await start();
    using connection = new RawConnection(server);
    connection.post(
      "/execute",
      JSON.stringify(bash("touch began; sleep 50; touch ended", { execution_id: "left", timeout: 60 })),
    );
    const state = async () =>
      ((await (await fetch(`${server.url}/slots`)).json()) as { slots: { state: string }[] }).slots[0]?.state;
    await untilExecuting(server, 1, signal);
    connection.socket.destroy();
    const body = JSON.stringify(bash("ls"));
    const next = await (await fetch(`${server.url}/execute`, { method: "POST", body })).json();
    expect(next).toMatchObject({ success: true, output: expect.stringMatching(/^(began)?$/) });
    expect(await state()).toBe("available");
  });

  it("that sent half a request doesn't keep the server from ending", async () => {
    const server = await start({ graceMs: ENDLESS_GRACE_MS });
    using half = new RawConnection(server);
    half.send('POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"slot_id"');
    using idle = new RawConnection(server);
    idle.send(GET_HEALTH);
    await idle.answer();
    await server.close();
    await half.closed();
  });

  it("that goes while answers wait behind a slow one doesn't keep the server from ending", async ({ signal }) => {
    const server = await start({ graceMs: ENDLESS_GRACE_MS });
    using connection = new RawConnection(server);
    connection.post("/execute", JSON.stringify(bash("sleep 2")));
    for (let count = 0; count < 20; count++) connection.send(GET_HEALTH);
    await untilExecuting(server, 1, signal);
    connection.socket.destroy();
    await server.close();
  });

  it("that asks anew while the server ends is refused; what runs has its time", async ({ signal }) => {
    const server = await start({ graceMs: ENDLESS_GRACE_MS });
    using running = new RawConnection(server);
    using late = new RawConnection(server);
    running.post("/execute", JSON.stringify(bash("sleep 2; echo done")));
    late.post("/execute", JSON.stringify(bash("echo kept", { slot_id: "slot_1" })));
    expect((await late.answer()).status).toBe(200);
    // Half a request is no idle connection, so it is still there to be refused.
    late.send("POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{");
    await untilExecuting(server, 1, signal);
    const closing = server.close();
    late.send("}");
    expect(await late.answer()).toMatchObject({ status: 503 });
    expect(JSON.parse((await running.answer()).body)).toMatchObject({ success: true, output: "done" });
    await closing;
  });

  it("that reads slowly gets all of a large answer, also while the server ends", async () => {
    const server = await start({ graceMs: ENDLESS_GRACE_MS });
    const post = (path: string, body: object) =>
      fetch(server.url + path, { method: "POST", body: JSON.stringify(body) });
    await post("/execute", bash("head -c 4500000 /dev/zero > zeros"));
    using connection = new RawConnection(server);
    const begun = once(connection.socket, "data");
    // From within the event: more than the first piece would be read after it otherwise.
    connection.socket.once("data", () => connection.socket.pause());
    connection.post("/artifacts/read", JSON.stringify({ slot_id: "slot_0", path: "zeros", encoding: "base64" }));
    await begun;
    const closing = server.close();
    connection.socket.resume();
    expect((JSON.parse((await connection.answer()).body) as { bytes: number }).bytes).toBe(4_500_000);
    await closing;
  });
});
