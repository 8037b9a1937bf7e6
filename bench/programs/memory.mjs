// Acquires so many slots, runs one call in each and tells the size of the process before and after.
import { setTimeout } from "node:timers/promises";

const CHUNK = 500;
const SETTLE_MS = 1000;

const [entry, count, kind, liveIsolates] = process.argv.slice(2);
const { createBackend } = await import(entry);
const slots = Number(count);
const backend = await createBackend({ maxSlots: slots, maxMachines: Number(liveIsolates) });

const request = {
  file: (index) => ({ tool: "write_file", args: { path: "a.txt", content: `small file ${index}\n` } }),
  shell: (index) => ({ tool: "bash", args: { command: `echo small file ${index} > a.txt` } }),
}[kind];

const rss = () => process.memoryUsage.rss();
const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return rss();
};

const before = await settle();
for (let done = 0; done < slots; done += CHUNK) {
  const requests = [];
  for (let index = done; index < Math.min(done + CHUNK, slots); index++)
    requests.push({ slot: await backend.acquire(`trajectory-${index}`), ...request(index) });
  for (const result of await backend.executeBatch(requests))
    if (!result.success) throw new Error(`unexpected: ${JSON.stringify(result)}`);
}
const after = rss();
const afterGc = await settle();
const last = await backend.acquire(`trajectory-${slots - 1}`);
const { content } = await backend.readArtifact(last, "a.txt");
const { acquired } = backend.stats().slots;
if (acquired !== slots || content !== `small file ${slots - 1}\n`)
  throw new Error(`unexpected: ${acquired} slots, ${content}`);
process.send({ before, after, afterGc });
await backend.stop({ purge: true });
