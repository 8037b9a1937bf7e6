import { afterAll } from "vitest";
import { createHttpBackend, createSandbox, type SandboxServer, serveSandbox } from "../../src/index.ts";
import { backendContract } from "./backend-contract.ts";

const servers: SandboxServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

backendContract({
  name: "over HTTP",
  create: async ({ maxSlots, acquireTimeoutMs, defaultTimeoutMs, ...config }) => {
    const sandbox = await createSandbox({ maxSlots, acquireTimeoutMs, defaultTimeoutMs, ...config });
    const server = await serveSandbox(sandbox, { port: 0, slots: maxSlots ?? 10_000, token: "s3cret", graceMs: 0 });
    servers.push(server);
    return createHttpBackend({ url: server.url, token: "s3cret", acquireTimeoutMs, defaultTimeoutMs });
  },
});
