import { createBackend, withSlot } from "slotbox";

await using backend = await createBackend({ workers: 1 });

const lines = await withSlot(backend, async (box) => {
  await box.write("in.txt", "b\na\n");
  const { stdout, exitCode } = await box.bash("sort in.txt", { timeoutMs: 10_000 });
  return exitCode === 0 ? stdout.trim().split("\n") : [];
});
console.log(lines); // [ 'a', 'b' ]
