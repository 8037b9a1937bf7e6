// Acquires so many slots, runs one call in each and tells the size of the process before and after.
import { setTimeout } from "node:timers/promises";

const CHUNK = 500;
const SETTLE_MS = 1000;
/**
 * Calls of the same kind in a few slots first: compiled code, and the room that heaps take as calls go through them, are not
 * what a slot costs.
 */
const WARM_UP_CALLS = 1000;
const WARM_UP_SLOTS = 4;

const [entry, count, kind] = process.argv.slice(2);
const { createBackend } = await import(entry);
const slots = Number(count);
const backend = await createBackend({ maxSlots: slots + WARM_UP_SLOTS + CHUNK });

const request = {
  file: (index) => ({ tool: "write_file", args: { path: "a.txt", content: `small file ${index}\n` } }),
  session: (index) => ({
    tool: "bash_stateful",
    args: {
      command: `mkdir -p /workspace/work; cd /workspace/work; n=${index}; f() { echo small file $n; }; f > ../a.txt`,
    },
  }),
}[kind];

const rss = () => process.memoryUsage.rss();
const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return rss();
};
const run = async (requests) => {
  for (const result of await backend.executeBatch(requests))
    if (!result.success) throw new Error(`unexpected: ${JSON.stringify(result)}`);
};

const warm = [];
for (let index = 0; index < WARM_UP_SLOTS; index++) warm.push(await backend.acquire(`warm-${index}`));
for (let done = 0; done < WARM_UP_CALLS; done += CHUNK)
  await run(Array.from({ length: CHUNK }, (_, index) => ({ slot: warm[index % WARM_UP_SLOTS], ...request(index) })));

// Then as many slots as heaps grow for, given back empty: what is measured is slots, not the room for the first ones.
for (let round = 0; round < 2; round++) {
  const passing = [];
  for (let index = 0; index < CHUNK; index++) passing.push(await backend.acquire(`passing-${round}-${index}`));
  await run(passing.map((slot, index) => ({ slot, ...request(index) })));
  for (const slot of passing) await backend.release(slot, { resetWorkspace: true });
}

const before = await settle();
for (let done = 0; done < slots; done += CHUNK) {
  const requests = [];
  for (let index = done; index < Math.min(done + CHUNK, slots); index++)
    requests.push({ slot: await backend.acquire(`trajectory-${index}`), ...request(index) });
  await run(requests);
}
const after = rss();
const afterGc = await settle();

const { acquired } = backend.stats().slots;
if (acquired !== slots + WARM_UP_SLOTS) throw new Error(`unexpected: ${acquired} slots`);
for (const index of [0, slots - 1]) {
  const slot = await backend.acquire(`trajectory-${index}`);
  const { content } = await backend.readArtifact(slot, "a.txt");
  if (content !== `small file ${index}\n`) throw new Error(`unexpected: ${content}`);
  if (kind !== "session") continue;
  const result = await backend.execute({ slot, tool: "bash_stateful", args: { command: "pwd; f" } });
  if (result.output !== `/workspace/work\nsmall file ${index}`)
    throw new Error(`unexpected: ${JSON.stringify(result)}`);
}
process.send({ before, after, afterGc });
await backend.stop({ purge: true });
