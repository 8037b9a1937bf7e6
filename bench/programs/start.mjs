// Loads slotbox, starts a backend and runs a first call; tells how long each took. JavaScript, like all programs here,
// so that stripping types is no part of what is measured.
const [entry] = process.argv.slice(2);
const begin = performance.now();
const { createBackend } = await import(entry);
const loaded = performance.now();
const backend = await createBackend();
const ready = performance.now();
process.send("ready");
const slot = await backend.acquire();
const [result] = await backend.executeBatch([{ slot, tool: "bash", args: { command: "echo hello" } }]);
const first = performance.now();
if (result.output !== "hello") throw new Error(`unexpected: ${JSON.stringify(result)}`);
process.send({ importMs: loaded - begin, createMs: ready - loaded, firstMs: first - ready });
await backend.stop({ purge: true });
