import { createBackend } from "slotbox";

await using backend = await createBackend({ workers: 1, defaultTimeoutMs: 60_000 });
const slot = await backend.acquire();
const python = (code: string) => backend.execute({ slot, tool: "python", args: { code } });
const javascript = (code: string) => backend.execute({ slot, tool: "javascript", args: { code } });

await python("rows = [3, 1, 2]");
const sorted = await python("print('sorting'); sorted(rows)");
console.log(sorted.output); // sorting\n[1, 2, 3]
console.log(sorted.metadata.value, sorted.metadata.firstCall); // [ 1, 2, 3 ] false

await javascript("const { readFile } = await import('node:fs/promises')");
const failed = await javascript("await readFile('missing')");
console.log(failed.metadata.outcome, failed.metadata.exitCode); // exit 1
