import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type BackendConfig, createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

const REACTOR = fileURLToPath(new URL("./programs/reactor.wasm", import.meta.url));
const PROBE = fileURLToPath(new URL("./programs/probe.wasm", import.meta.url));

const start = (config: BackendConfig = {}): Promise<ToolBackend> =>
  createBackend({ kind: "wasi", module: REACTOR, workers: 1, ...config });

function caller(backend: ToolBackend, slot: Slot) {
  return (tool: string, args: (number | string)[] = [], stdin?: string, timeoutMs = 100_000) =>
    backend.execute({ slot, tool, args: stdin === undefined ? { args } : { args, stdin }, timeoutMs });
}

describe("slots of a reactor", () => {
  it("offer its functions as tools, with what they take", async () => {
    await using backend = await start();
    const names = backend.tools().map((tool) => tool.function.name);
    expect(names).toEqual([
      ...["count", "wide", "divide", "quit", "crash", "spin", "grow", "flood", "shout", "log_line", "stamp"],
      ...["read_file", "write_file"],
    ]);
    const count = backend.tools().find((tool) => tool.function.name === "count")?.function;
    expect(count?.description).toContain("count(i32) -> i32");
    expect(count?.parameters).toMatchObject({
      type: "object",
      required: ["args"],
      additionalProperties: false,
      properties: { args: { type: "array", prefixItems: [{ type: "integer" }] } },
    });
  });

  it("keep an instance each, alive between calls", async () => {
    await using backend = await start({ workers: 2 });
    const slots = await Promise.all(Array.from({ length: 5 }, () => backend.acquire()));
    for (let round = 1; round <= 4; round++) {
      const calls = slots.map((slot, index) => ({ slot, tool: "count", args: { args: [index] } }));
      const results = await backend.executeBatch(calls);
      expect(results.map(({ metadata }) => metadata.value)).toEqual(slots.map((_, index) => 100 + index * round));
      expect(results.map(({ metadata }) => metadata.firstCall)).toEqual(slots.map(() => round === 1));
      expect(results.map(({ output }) => output)).toEqual(slots.map((_, index) => String(100 + index * round)));
    }
  });

  it("take and give every kind of number, as JSON can have it", async () => {
    await using backend = await start();
    const call = caller(backend, await backend.acquire());
    const value = async (...request: Parameters<typeof call>) => (await call(...request)).metadata.value;
    expect(await value("count", [-101])).toBe(-1);
    expect(await value("count", [4_294_967_295])).toBe(-2);
    expect(await value("wide", [1, 2])).toBe(3);
    expect(await value("wide", ["9223372036854775806", 1])).toBe("9223372036854775807");
    expect(await value("wide", ["18446744073709551615", 0])).toBe(-1);
    expect(await value("divide", [1, 4])).toBe(0.25);
    expect(await value("divide", [1, 0])).toBe("Infinity");
    expect(await value("divide", ["NaN", 1])).toBe("NaN");
  });

  it("pass standard input and output, anew for each call", async () => {
    await using backend = await start();
    const call = caller(backend, await backend.acquire());
    expect(await call("shout", [], '{"a":1}')).toMatchObject({ output: '{"A":1}', metadata: { value: 7 } });
    expect(await call("shout", [], "xy")).toMatchObject({ output: "XY", metadata: { stdout: "XY", value: 2 } });
    expect(await call("shout")).toMatchObject({ output: "0", metadata: { value: 0 } });
  });

  it("keep files open, over the files that tools and artifacts see", async () => {
    await using backend = await start();
    const slot = await backend.acquire();
    const call = caller(backend, slot);
    for (const number of [1, 2, 3]) await call("log_line", [number]);
    expect((await backend.execute({ slot, tool: "read_file", args: { path: "log.txt" } })).output).toBe("1\n2\n3\n");
    const artifacts = [];
    for (const digit of [1, 2, 3]) {
      await call("stamp", [digit]);
      artifacts.push(await backend.readArtifact(slot, "page.txt", { encoding: "text" }));
    }
    expect(artifacts).toMatchObject([{ content: "1111" }, { content: "2222" }, { content: "3333" }]);
  });

  it.each([
    ["crash", [], 100_000, { outcome: "exit", exitCode: 134, stderr: expect.stringContaining("unreachable") }],
    ["quit", [3], 100_000, { outcome: "exit", exitCode: 3 }],
    ["quit", [0], 100_000, { outcome: "ok", exitCode: 0 }],
    ["spin", [], 100, { outcome: "timeout", timeout: true }],
    ["flood", [], 100_000, { outcome: "output", exitCode: 137 }],
  ] as const)("begin anew after %s(%o), and say so", async (tool, args, timeoutMs, metadata) => {
    await using backend = await start({ limits: { maxOutputBytes: 1 << 16 } });
    const call = caller(backend, await backend.acquire());
    await call("count", [1]);
    expect(await call(tool, [...args], undefined, timeoutMs)).toMatchObject({ metadata });
    expect((await call("count", [1])).metadata).toMatchObject({ value: 101, firstCall: true });
    expect((await call("count", [1])).metadata).toMatchObject({ value: 102, firstCall: false });
  });

  it("have their memory limited", async () => {
    await using backend = await start({ limits: { maxMemoryMiB: 32 } });
    const call = caller(backend, await backend.acquire());
    expect((await call("grow", [8])).metadata.value).toBe(1);
    expect((await call("grow", [40])).metadata.value).toBe(0);
  });

  it("lose their instance with their worker or a reset, and say so", async () => {
    await using backend = await start();
    const slot = await backend.acquire("t");
    const call = caller(backend, slot);
    await call("count", [1]);
    await backend.release(slot, { resetWorkspace: false });
    const again = await backend.acquire("t");
    expect((await caller(backend, again)("count", [1])).metadata).toMatchObject({ value: 102, firstCall: false });
    await backend.release(again, { resetWorkspace: true });
    const fresh = await backend.acquire("t");
    expect((await caller(backend, fresh)("count", [1])).metadata).toMatchObject({ value: 101, firstCall: true });
    await backend.stop();
    await backend.start();
    expect((await caller(backend, fresh)("count", [1])).metadata).toMatchObject({ value: 101, firstCall: true });
  });

  it("refuse what their functions can't take, by name", async () => {
    await using backend = await start();
    const slot = await backend.acquire();
    const fault = async (tool: string, args: unknown) => {
      const { error, metadata } = await backend.execute({ slot, tool, args: args as Record<string, unknown> });
      return [metadata.outcome, error];
    };
    expect(await fault("count", {})).toEqual(["invalid", expect.stringContaining("args")]);
    expect(await fault("count", { args: [] })).toEqual(["invalid", expect.stringContaining("args")]);
    expect(await fault("count", { args: [1, 2] })).toEqual(["invalid", expect.stringContaining("args")]);
    expect(await fault("count", { args: [1.5] })).toEqual(["invalid", expect.stringContaining("args.0")]);
    expect(await fault("count", { args: [2 ** 32] })).toEqual(["invalid", expect.stringContaining("args.0")]);
    expect(await fault("wide", { args: ["1e3", 0] })).toEqual(["invalid", expect.stringContaining("args.0")]);
    expect(await fault("wide", { args: ["18446744073709551616", 0] })).toEqual([
      "invalid",
      expect.stringContaining("args.0"),
    ]);
    expect(await fault("crash", { args: [1] })).toEqual(["invalid", expect.stringContaining("args")]);
    expect(await fault("_initialize", { args: [] })).toEqual(["invalid", "Unknown tool: _initialize"]);
    expect(await fault("memory", { args: [] })).toEqual(["invalid", "Unknown tool: memory"]);
    expect(await fault("(exported function)", { name: "count" })).toEqual([
      "invalid",
      "Unknown tool: (exported function)",
    ]);
    for (const tool of ["bash", "run"])
      expect(await fault(tool, { command: "ls" })).toEqual(["unsupported", expect.stringContaining("functions")]);
  });

  it("can offer some of the functions only", async () => {
    await using backend = await start({ exports: ["count"] });
    expect(backend.tools().map((tool) => tool.function.name)).toEqual(["count", "read_file", "write_file"]);
    const { error } = await caller(backend, await backend.acquire())("crash");
    expect(error).toBe("Unknown tool: crash");
  });

  it.each([
    [{ exports: ["nope"] }, /exports: nope is no function of the module \(it has .*count/],
    [{ module: PROBE, exports: ["x"] }, /exports: is only for a reactor/],
    [{ module: readFileSync(new URL("./programs/unreachable.wasm", import.meta.url)), exports: [] }, /exports/],
    [{ exports: [] }, /module: it exports neither _start nor a function that could be a tool/],
  ])("are refused with a config of %o", async (config, message) => {
    await expect(start(config)).rejects.toThrow(message);
  });
});
