import { expect, it } from "vitest";
import { createSandbox, type SandboxServer, serveSandbox } from "../../src/index.ts";

const batch = (server: SandboxServer, requests: readonly object[]): Promise<Response> =>
  fetch(`${server.url}/batch`, { method: "POST", body: JSON.stringify(requests) });

const bash = (slot: number, command: string) => ({ slot_id: `slot_${slot}`, tool: "bash", args: { command } });

/** Values by series, as Prometheus' text has them. */
async function scrape(server: SandboxServer): Promise<Map<string, number>> {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

it("counts calls by tool and outcome, how long they took, requests, and what the workers hold", async () => {
  await using server = await serveSandbox(await createSandbox({ workers: 2 }), { port: 0, slots: 5 });
  await batch(server, [
    bash(0, "head -c 1234 /dev/zero > f"),
    bash(1, "true"),
    bash(1, "exit 3"),
    { slot_id: "slot_1", tool: "read_file", args: { path: "none" } },
    { slot_id: "slot_9", tool: "bash", args: { command: "true" } },
    ...Array.from({ length: 100 }, (_, index) => ({ slot_id: "slot_0", tool: `made-up-${index}"\n` })),
  ]);
  await fetch(`${server.url}/nope/${Math.random()}`);
  const metrics = await scrape(server);
  const value = (series: string) => metrics.get(series);
  expect(value('slotbox_calls_total{tool="bash",outcome="ok"}')).toBe(2);
  expect(value('slotbox_calls_total{tool="bash",outcome="exit"}')).toBe(1);
  expect(value('slotbox_calls_total{tool="bash",outcome="invalid"}')).toBe(1);
  expect(value('slotbox_calls_total{tool="read_file",outcome="exit"}')).toBe(1);
  expect(value('slotbox_calls_total{tool="unknown",outcome="invalid"}')).toBe(100);
  expect(value('slotbox_call_duration_seconds_count{tool="bash"}')).toBe(4);
  expect(value('slotbox_call_duration_seconds_bucket{le="+Inf",tool="read_file"}')).toBe(1);
  expect(value('slotbox_http_requests_total{endpoint="/batch",status="200"}')).toBe(1);
  expect(value('slotbox_http_requests_total{endpoint="unknown",status="404"}')).toBe(1);
  expect(metrics.size).toBeLessThan(120);

  expect(value("slotbox_slots")).toBe(5);
  expect(value("slotbox_slots_used")).toBe(2);
  expect(value("slotbox_slots_executing")).toBe(0);
  expect(value("slotbox_queued_calls")).toBe(0);
  expect(value("slotbox_workers")).toBe(2);
  expect(value("slotbox_workers_lost_total")).toBe(0);
  expect(value("slotbox_workspace_bytes")).toBeGreaterThanOrEqual(1234);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(0);
  const [made = 0, dropped = 0] = [value("slotbox_isolates_made_total"), value("slotbox_isolates_dropped_total")];
  expect(made).toBeGreaterThanOrEqual(2);
  expect(value("slotbox_isolates")).toBe(made - dropped);
});

it("sees that machines are made for calls, not for slots", async () => {
  const sandbox = await createSandbox({ workers: 1, maxMachines: 2, readyMachines: 0 });
  await using server = await serveSandbox(sandbox, { port: 0, slots: 6 });
  await batch(
    server,
    Array.from({ length: 6 }, (_, slot) => bash(slot, "true")),
  );
  const metrics = await scrape(server);
  expect(metrics.get("slotbox_machines_made_total")).toBe(1);
  expect(metrics.get("slotbox_machines_lent")).toBe(0);
  expect(metrics.get("slotbox_machines_ready")).toBe(1);
});
