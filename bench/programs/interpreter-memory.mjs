// Runs a command once in each of ten slots, then so many times more, and tells the size of the process before and after.
import { setTimeout } from "node:timers/promises";

const SLOTS = 10;
const SETTLE_MS = 2000;

const [entry, command, count] = process.argv.slice(2);
const calls = Number(count);
const { createBackend } = await import(entry);
const backend = await createBackend({ workers: 1 });
const slots = [];
for (let index = 0; index < SLOTS; index++) slots.push(await backend.acquire(`trajectory-${index}`));

const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return process.memoryUsage.rss();
};
const call = async (index) => {
  const [result] = await backend.executeBatch([{ slot: slots[index % SLOTS], tool: "bash", args: { command } }]);
  if (!result.success) throw new Error(`unexpected: ${JSON.stringify(result)}`);
};

for (let index = 0; index < SLOTS; index++) await call(index);
const before = await settle();
for (let index = 0; index < calls; index++) await call(index);
const after = process.memoryUsage.rss();
const afterGc = await settle();
process.send({ before, after, afterGc });
await backend.stop({ purge: true });
