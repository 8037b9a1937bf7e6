import { spawn } from "node:child_process";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../../src/api/config.ts";
import { LocalSandbox } from "../../src/backend/local-sandbox.ts";
import { createSandbox, type SandboxServer, type ServeOptions, serveSandbox } from "../../src/index.ts";
import { runCli } from "../cli/run-cli.ts";
import { RawConnection } from "./raw.ts";
import { untilExecuting } from "./until-executing.ts";

const start = async (options: ServeOptions = {}): Promise<SandboxServer> =>
  serveSandbox(await createSandbox({ workers: 1 }), { port: 0, slots: 2, ...options });

/** With headers that fetch would not let through. */
async function get(server: SandboxServer, headers: Record<string, string>, path = "/health"): Promise<number> {
  const request = httpRequest({ host: server.host, port: server.port, path, headers, agent: false }).end();
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

const execute = (server: SandboxServer, command: string, slot_id = "slot_0") =>
  fetch(`${server.url}/execute`, {
    method: "POST",
    body: JSON.stringify({ slot_id, tool: "bash", args: { command } }),
  }).then((response) => response.json() as Promise<{ output: string; error: string; metadata: object }>);

describe("who may ask", () => {
  it("on a loopback address: no page of another origin, and nobody by another name", async () => {
    await using server = await start();
    const own = `127.0.0.1:${server.port}`;
    expect(await get(server, { host: own })).toBe(200);
    expect(await get(server, { host: `localhost:${server.port}` })).toBe(200);
    expect(await get(server, { host: own, origin: `http://${own}` })).toBe(200);
    expect(await get(server, { host: own, origin: "http://evil.example" })).toBe(403);
    expect(await get(server, { host: own, origin: "null" })).toBe(403);
    expect(await get(server, { host: own, origin: "file://" })).toBe(403);
    expect(await get(server, { host: own, origin: `http://127.0.0.1:${server.port + 1}` })).toBe(403);
    expect(await get(server, { host: `LOCALHOST:${server.port}` })).toBe(200);
    expect(await get(server, { host: "evil.example" })).toBe(403);
    expect(await get(server, { host: `127.0.0.1.evil.example:${server.port}` })).toBe(403);
  });

  it("with a token: who has it", async () => {
    await using server = await start({ token: "s3cret" });
    for (const authorization of ["", "Bearer", "Bearer wrong", "Bearer s3cret2", "Basic s3cret"])
      expect([authorization, await get(server, { authorization })]).toEqual([authorization, 401]);
    expect(await get(server, { authorization: "Bearer s3cret" })).toBe(200);
  });

  it("on an address that others can reach: nobody without a token, unless that is wanted", async () => {
    await using sandbox = { value: await createSandbox({ workers: 1 }), [Symbol.asyncDispose]: async () => {} };
    await expect(serveSandbox(sandbox.value, { host: "0.0.0.0", port: 0 })).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("token"),
    });
    await using open = await serveSandbox(sandbox.value, { host: "0.0.0.0", port: 0, insecure: true });
    // A page's name may have been made to point here.
    const rebound = `evil.example:${open.port}`;
    expect(await get(open, { host: rebound, origin: `http://${rebound}` })).toBe(403);
    expect(await get(open, { host: `127.0.0.1:${open.port}`, origin: `http://127.0.0.1:${open.port}` })).toBe(200);
    expect(await get(open, { host: "sandbox:8080" })).toBe(200);
  });

  it.each([
    [{ token: "" }, /token: must be of visible ASCII/],
    [{ token: "two words" }, /token: must be of visible ASCII/],
    [{ slots: 0 }, /slots/],
    [{ slots: Number.NaN }, /slots/],
    [{ port: 65_536 }, /port/],
    [{ prot: 80 } as object, /unknown option "prot" \(allowed: host, port, slots/],
  ])("options %o are refused", async (options, message) => {
    const sandbox = new LocalSandbox(resolveConfig({}));
    const refused = serveSandbox(sandbox, options);
    await expect(refused).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(refused).rejects.toThrow(message);
  });
});

describe("a request", () => {
  it("that is too large is refused, and its connection ends", async () => {
    await using server = await start({ maxBodyBytes: 1000, maxBatch: 3 });
    const response = await fetch(`${server.url}/execute`, { method: "POST", body: "x".repeat(1001) });
    expect([response.status, await response.json()]).toEqual([
      413,
      { success: false, error: "Body too large (max 1000 bytes)" },
    ]);
    const batch = await fetch(`${server.url}/batch`, { method: "POST", body: "[1,2,3,4]" });
    expect(batch.status).toBe(413);
    expect((await execute(server, "echo still there")).output).toBe("still there");
  });

  it("that is half sent holds no slot", async () => {
    await using server = await start();
    const half = connect(server.port, server.host);
    half.write('POST /execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"slot_id": "slot_0"');
    expect((await execute(server, "echo free")).output).toBe("free");
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ available: 2, executing: 0 });
    half.destroy();
  });

  it("is seen while it runs", async ({ signal }) => {
    await using server = await start();
    const body = {
      slot_id: "slot_1",
      tool: "bash",
      args: { command: "sleep 300" },
      execution_id: "long",
      timeout: 600,
    };
    const pending = fetch(`${server.url}/execute`, { method: "POST", body: JSON.stringify(body) }).catch(() => {});
    await untilExecuting(server, 1, signal);
    const { slots } = (await (await fetch(`${server.url}/slots`)).json()) as { slots: object[] };
    expect(slots[1]).toMatchObject({ slot_id: "slot_1", state: "executing", current_execution_id: "long" });
    await server.close();
    await pending;
  });

  it("thousand connections at once lose none", async () => {
    await using server = await start({ slots: 50 });
    const outputs = await Promise.all(
      Array.from(
        { length: 1000 },
        async (_, index) => (await execute(server, `echo ${index}`, `slot_${index % 50}`)).output,
      ),
    );
    expect(outputs).toEqual(outputs.map((_, index) => String(index)));
  });
});

describe("the end", () => {
  it("lets calls go on for the grace time, then settles them", async ({ signal }) => {
    const server = await start({ graceMs: 100 });
    const pending = execute(server, "echo begun; sleep 30");
    await untilExecuting(server, 1, signal);
    await server.close();
    expect(await pending).toMatchObject({ success: false, metadata: { outcome: "stopped" } });
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  });

  it("a reset waits for what runs, and what comes after waits for it", async () => {
    await using server = await start();
    // On one connection requests come in the order in which they are sent, and none waits for another's answer.
    using connection = new RawConnection(server);
    const bash = (command: string) => JSON.stringify({ slot_id: "slot_0", tool: "bash", args: { command } });
    connection.post("/execute", bash("echo x > f; sleep 0.2; cat f"));
    connection.post("/reset", JSON.stringify({ slot_id: "slot_0" }));
    connection.post("/execute", bash("ls | wc -l"));
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(JSON.parse((await connection.answer()).body));
    expect(answers).toMatchObject([{ output: "x" }, { success: true }, { output: "0" }]);
  });
});

describe("slotbox serve", () => {
  const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

  it.each(["SIGTERM", "SIGINT"] as const)("prints one line when it listens, and ends with 0 at %s", async (signal) => {
    const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", "--slots", "64", "--workers", "1"]);
    let stdout = "";
    for await (const chunk of child.stdout) {
      stdout += chunk;
      if (stdout.includes("\n")) break;
    }
    const url = /^slotbox: 64 slots at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(stdout)?.[1];
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toMatchObject({ status: "ok", slots: 64 });
    child.kill(signal);
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  it("settles a call in flight when it is told to end, and ends with 0", async ({ signal }) => {
    const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", "--workers", "1", "--grace", "100ms"]);
    const [line] = await once(child.stdout, "data");
    const url = / at (http:\S+)/.exec(String(line))?.[1] ?? "";
    const body = JSON.stringify({ slot_id: "slot_0", tool: "bash", args: { command: "while :; do :; done" } });
    const pending = fetch(`${url}/execute`, { method: "POST", body });
    await untilExecuting({ url }, 1, signal);
    child.kill("SIGTERM");
    expect(await (await pending).json()).toMatchObject({ success: false, metadata: { outcome: "stopped" } });
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("says that it can't listen, and why", async () => {
    await using server = await start();
    const { code, stdout, stderr } = await runCli(["serve", "--port", String(server.port), "--workers", "1"]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(new RegExp(`^slotbox: can't listen on 127\\.0\\.0\\.1:${server.port}: .+\n$`));
  });

  it.each([
    [["serve", "--token", "", "--port", "0"], /--token must not be empty/],
    [["serve", "--port", "x"], /--port takes a number, 0 to 65535/],
    [["serve", "--slots", "0"], /--slots takes a number, 1 to/],
    [["serve", "--host", "0.0.0.0"], /give a token/],
    [["serve", "extra"], /serve takes no arguments/],
    [["serve", "--nope"], /options: .*--token/],
  ])("refuses %o", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});
