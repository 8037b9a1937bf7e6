// Serves a sandbox with the package's defaults, and tells its address.
import { once } from "node:events";

const [entry, slots] = process.argv.slice(2);
const { createSandbox, serveSandbox } = await import(entry);
const server = await serveSandbox(await createSandbox(), { port: 0, slots: Number(slots) });
process.send(server.url);
await once(process, "disconnect");
await server.close();
