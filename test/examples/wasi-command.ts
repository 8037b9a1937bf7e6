import { createBackend } from "slotbox";

// tool.wasm is any program compiled for WASI preview 1; `tool upper` writes its input in capitals.
await using backend = await createBackend({ workers: 1, commands: { tool: { wasm: "./tool.wasm" } } });
const slot = await backend.acquire();

const command = "echo quiet | tool upper | tee loud.txt";
const piped = await backend.execute({ slot, tool: "bash", args: { command } });
console.log(piped.output); // QUIET

// The tool `run` starts a program without a shell.
const args = { program: "tool", args: ["upper"], stdin: "straight\n" };
const run = await backend.execute({ slot, tool: "run", args });
console.log(run.output); // STRAIGHT
