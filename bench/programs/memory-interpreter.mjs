// The same for an interpreter called on the host: an object for each slot, with a small file in its own in-memory file system.
import { setTimeout } from "node:timers/promises";

const SETTLE_MS = 1000;

const [module, method, count, kind] = process.argv.slice(2);
const { Bash } = await import(module);
const slots = Number(count);
const rss = () => process.memoryUsage.rss();
const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return rss();
};
const use = {
  file: (shell, index) => shell.writeFile("/a.txt", `small file ${index}\n`),
  session: (shell, index) =>
    shell[method](`mkdir -p /own && cd /own; n=${index}; f() { echo small file $n; }; f > /a.txt`),
}[kind];

for (let index = 0; index < 100; index++) await use(new Bash(), index);
const before = await settle();
const shells = Array.from({ length: slots }, () => new Bash());
for (const [index, shell] of shells.entries()) await use(shell, index);
const after = rss();
const afterGc = await settle();
const content = await shells.at(-1).readFile("/a.txt");
if (content !== `small file ${slots - 1}\n`) throw new Error(`unexpected: ${content}`);
process.send({ before, after, afterGc });
