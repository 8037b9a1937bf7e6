import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox, type SandboxServer, serveSandbox } from "../../src/index.ts";
import { PAIRS } from "./pairs.ts";

let sandbox: Sandbox;
let server: SandboxServer;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
  server = await serveSandbox(sandbox, { port: 0, slots: 4 });
});
afterAll(() => server.close());

describe("the sandbox server answers as the wire format says:", () => {
  for (const { title, request, status, answer } of PAIRS)
    it(title, async () => {
      const [method, path, body] = request;
      const response = await fetch(`${server.url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
      expect([response.status, await response.json()]).toEqual([status, answer]);
    });

  it("broken JSON", async () => {
    for (const path of ["/execute", "/batch", "/artifacts/read"]) {
      const response = await fetch(`${server.url}${path}`, { method: "POST", body: '{"slot_id": ' });
      expect([response.status, await response.json()]).toEqual([400, { success: false, error: "Invalid JSON" }]);
    }
  });
});

it("200 calls over 50 slots come back in order", async () => {
  await using many = await createSandbox({ workers: 2 }).then((own) => serveSandbox(own, { port: 0, slots: 50 }));
  const requests = Array.from({ length: 200 }, (_, index) => ({
    slot_id: `slot_${index % 50}`,
    tool: "bash",
    args: { command: `echo ${index} >> log; wc -l < log; cat log | tail -1` },
    execution_id: `e${index}`,
  }));
  const response = await fetch(`${many.url}/batch`, { method: "POST", body: JSON.stringify(requests) });
  const results = (await response.json()) as { output: string; execution_id: string }[];
  expect(results.map(({ output, execution_id }) => [output, execution_id])).toEqual(
    requests.map((_, index) => [`${Math.floor(index / 50) + 1}\n${index}`, `e${index}`]),
  );
});

it("ten thousand slots cost nothing until used", async () => {
  await using many = await createSandbox({ workers: 1 }).then((own) => serveSandbox(own, { port: 0, slots: 10_000 }));
  const { slots } = (await (await fetch(`${many.url}/slots`)).json()) as { slots: unknown[] };
  expect(slots.length).toBe(10_000);
  const body = JSON.stringify({ slot_id: "slot_9999", tool: "bash", args: { command: "echo last" } });
  const response = await fetch(`${many.url}/execute`, { method: "POST", body });
  expect(await response.json()).toMatchObject({ output: "last" });
});
