// The same for just-bash on the host: an interpreter object with a small file in its own in-memory file system.
import { setTimeout } from "node:timers/promises";
import { Bash } from "just-bash";

const SETTLE_MS = 1000;

const [count] = process.argv.slice(2);
const slots = Number(count);
const rss = () => process.memoryUsage.rss();
const settle = async () => {
  globalThis.gc();
  await setTimeout(SETTLE_MS);
  globalThis.gc();
  return rss();
};

await new Bash().exec("echo > a.txt");
const before = await settle();
const shells = Array.from({ length: slots }, () => new Bash());
for (const [index, shell] of shells.entries()) await shell.writeFile("a.txt", `small file ${index}\n`);
const after = rss();
const afterGc = await settle();
const content = await shells.at(-1).readFile("a.txt");
if (content !== `small file ${slots - 1}\n`) throw new Error(`unexpected: ${content}`);
process.send({ before, after, afterGc });
