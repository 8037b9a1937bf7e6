import { createHttpBackend, createSandbox, serveSandbox } from "slotbox";

// Here, or by `slotbox serve` anywhere.
await using server = await serveSandbox(await createSandbox({ workers: 2 }), { port: 0, slots: 64, token: "s3cret" });

await using backend = await createHttpBackend({ url: server.url, token: "s3cret" });
const slot = await backend.acquire("trajectory-1");
const result = await backend.execute({ slot, tool: "bash", args: { command: "echo over HTTP" } });
console.log(result.output, result.metadata.outcome); // over HTTP ok
