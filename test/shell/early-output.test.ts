import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createBackend, type ToolBackend } from "../../src/index.ts";

vi.setConfig({ testTimeout: 300_000 });

const GROWS = "while :; do a+=(xxxxxxxxxxxxxxxxxxxxxxxx$RANDOM); done";

describe("a call that runs out of memory", () => {
  let backend: ToolBackend;
  beforeAll(async () => {
    backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 64 } });
  });
  afterAll(() => backend.stop({ purge: true }));

  it.each([
    ["both streams", `echo before; echo error >&2; ${GROWS}`, "before\n", "error\n"],
    ["of each what fits", `printf 'x%.0s' {1..60000}; ${GROWS}`, "x".repeat(48 * 1024), ""],
    ["nothing of the call before", GROWS, "", ""],
  ])("keeps what it printed: %s", async (_, command, stdout, stderr) => {
    const slot = await backend.acquire();
    await backend.execute({ slot, tool: "bash", args: { command: "echo earlier; echo earlier >&2" } });
    const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 200_000 });
    expect(metadata).toMatchObject({ outcome: "memory", stdout });
    if (stderr !== "") expect(metadata.stderr).toContain(stderr);
    expect(metadata.stderr).not.toContain("earlier");
    await backend.release(slot);
  });
});
