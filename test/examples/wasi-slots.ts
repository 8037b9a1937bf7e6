import { createBackend } from "slotbox";

// Slots without a shell: each call of the tool `run` starts their one program.
const preopens = { "/": "/workspace" };
await using backend = await createBackend({ workers: 1, kind: "wasi", module: "./tool.wasm", preopens });
const slot = await backend.acquire();

const result = await backend.execute({ slot, tool: "run", args: { args: ["upper"], stdin: "quiet\n" } });
console.log(result.output, result.metadata.exitCode); // QUIET 0
