// Starts a backend of worker processes, has one compute, tells their numbers and is killed.
const { createBackend } = await import(process.argv[2]);
const backend = await createBackend({ workers: 2, isolation: "process" });
const slot = await backend.acquire();
backend.execute({ slot, tool: "bash", args: { command: "while :; do :; done" } });
process.stdout.write("running\n");
