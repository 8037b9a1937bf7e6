// Runs calls of every common kind over many slots and tells the size of the process at a tenth of them and at the end.
import { setTimeout } from "node:timers/promises";

const BATCH = 200;
const SETTLE_MS = 1000;

const [entry, slotCount, callCount] = process.argv.slice(2);
const slots = Number(slotCount);
const calls = Number(callCount);
const { createBackend } = await import(entry);
const backend = await createBackend({ maxSlots: slots });
const held = [];
for (let index = 0; index < slots; index++) held.push(await backend.acquire(`trajectory-${index}`));

// Each slot writes the same few names again and again, so that files are no part of what grows.
const kinds = [
  () => ["bash", { command: "echo hello" }, "hello"],
  (index) => ["bash", { command: `echo 'line ${index}' > out.txt; cat out.txt | tr a-z A-Z | wc -l` }, "1"],
  (index) => ["write_file", { path: `data/${index % 5}.txt`, content: `row ${index}\n`.repeat(20) }],
  () => ["bash", { command: "ls data | grep txt | sort | head -1" }, "seed.txt", (output) => output.endsWith(".txt")],
  (index) => [
    "bash_stateful",
    { command: `n=${index}; cd /workspace/data; export LAST=$n; echo $LAST` },
    String(index),
  ],
  () => ["read_file", { path: "data/seed.txt" }, "seed"],
  () => ["bash_stateful", { command: 'for i in 1 2 3; do echo "$i"; done | wc -l' }, "3"],
];

const check = (result, expected, holds) => {
  const right = expected === undefined || (holds ?? ((output) => output.trim() === expected))(result.output);
  if (!result.success || !right) throw new Error(`unexpected: ${JSON.stringify(result)}`);
};
const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return process.memoryUsage.rss();
};

const seeded = await backend.executeBatch(
  held.map((slot) => ({ slot, tool: "write_file", args: { path: "data/seed.txt", content: "seed\n" } })),
);
for (const result of seeded) check(result);

let peak = 0;
let startedAt = performance.now();
let ms = 0;
const sizes = [];
for (let done = 0; done < calls; ) {
  const steps = Array.from({ length: BATCH }, (_, offset) => {
    const index = done + offset;
    // Slots in an order that is no order; each meets every kind.
    const slot = held[(index * 7919) % slots];
    return { slot, step: kinds[(index + Math.floor(index / slots)) % kinds.length](index) };
  });
  const results = await backend.executeBatch(steps.map(({ slot, step: [tool, args] }) => ({ slot, tool, args })));
  for (const [index, { step }] of steps.entries()) check(results[index], ...step.slice(2));
  done += BATCH;
  peak = Math.max(peak, process.memoryUsage.rss());
  if (done !== calls / 10 && done !== calls) continue;
  ms += performance.now() - startedAt;
  const raw = process.memoryUsage.rss();
  sizes.push({ raw, settled: await settle() });
  startedAt = performance.now();
}
const [atTenth, atEnd] = sizes;
process.send({ atTenth, atEnd, peak, ms });
await backend.stop({ purge: true });
