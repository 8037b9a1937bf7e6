import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("bytes");
});
afterAll(() => backend.stop());

describe("bytes that are not UTF-8", () => {
  // 377 alone is malformed, 303 251 is an e with an acute accent, 360 237 the beginning of a longer sequence.
  const MAKE = "printf '\\377\\001\\303\\251\\360\\237x' > bytes";
  const AS_READ = " 377 001 303 251 360 237 170\n";

  it.each([
    "cat bytes",
    "f() { cat bytes; }; f",
    "{ cat bytes; }",
    "(cat bytes)",
    "eval 'cat bytes'",
    "bash -c 'cat bytes'",
    "env cat bytes",
    "timeout 60 cat bytes",
    "find bytes -exec cat {} +",
    "echo bytes | xargs cat",
    "for f in bytes; do cat $f; done",
    "bash -c 'cat bytes' | gzip | gunzip",
    'x=$(cat bytes); printf %s "$x"',
  ])("leave %j as they are, for a pipe and for a file", async (command) => {
    const { metadata } = await backend.execute({
      slot,
      tool: "bash",
      args: { command: `${MAKE}; ${command} | od -An -b; ${command} > copy; od -An -b copy` },
    });
    expect(metadata.stdout).toBe(AS_READ + AS_READ);
  });

  it("come out as replacement characters", async () => {
    const { output } = await backend.execute({ slot, tool: "bash", args: { command: `${MAKE}; bash -c 'cat bytes'` } });
    expect(output).toBe("\ufffd\u0001\u00e9\ufffdx");
  });
});
