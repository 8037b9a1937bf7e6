import { expect, it } from "vitest";
import { createBackend, serveSandbox } from "../../src/index.ts";

const CALLS = 6000;
const OUTPUT_CHARS = 49_000;

it("a batch whose results together take more bytes than a string has is answered whole", {
  timeout: 120_000,
}, async () => {
  const slots = 60;
  await using sandbox = await createBackend({ workers: 2, maxSlots: slots });
  await using server = await serveSandbox(sandbox, { port: 0, slots });
  const body = Array.from({ length: CALLS }, (_, index) => ({
    slot_id: `slot_${index % slots}`,
    tool: "bash",
    args: { command: `printf '%0${OUTPUT_CHARS}d' ${index}` },
    include_streams: true,
  }));
  const response = await fetch(`${server.url}/batch`, { method: "POST", body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.length;
  expect(bytes).toBeGreaterThan(2 * CALLS * OUTPUT_CHARS);
  expect(bytes).toBeGreaterThan(2 ** 29);
});
