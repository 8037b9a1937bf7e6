import { describe, expect, it } from "vitest";
import { createBackend, type ToolBackend } from "../../src/index.ts";
import { FIRST_START_MS, type Language, openSession } from "./code.ts";

/** A call that counts, by what is left of earlier ones. */
const COUNT: Readonly<Record<Language, string>> = {
  javascript: "globalThis.count = (globalThis.count ?? 0) + 1",
  python: "count = globals().get('count', 0) + 1\ncount",
};
const EXIT: Readonly<Record<Language, string>> = { javascript: "process.exit(3)", python: "raise SystemExit(3)" };
const HOG: Readonly<Record<Language, string>> = {
  javascript: "const hog = []; while (true) hog.push(new Array(1e5).fill(1.5))",
  python: "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
};

/** How a call ends that takes all memory, in JavaScript, or all stack, in Python. */
const HOGGED: Readonly<Record<Language, object>> = {
  javascript: { outcome: "memory", exitCode: 137 },
  python: { outcome: "exit", exitCode: 134 },
};

const calls = (backend: ToolBackend, tool: Language) => async (trajectory: string) => {
  const slot = await backend.acquire(trajectory);
  const { metadata } = await backend.execute({ slot, tool, args: { code: COUNT[tool] }, timeoutMs: FIRST_START_MS });
  return { value: metadata.value, firstCall: metadata.firstCall };
};

describe.each(["javascript", "python"] as const)("a session of %s", (tool) => {
  it(
    "is each slot's own, on whichever worker it began",
    async () => {
      await using backend = await createBackend({ workers: 2 });
      const count = calls(backend, tool);
      const trajectories = Array.from({ length: tool === "python" ? 3 : 6 }, (_, index) => `trajectory-${index}`);
      await count("trajectory-0");
      await Promise.all(trajectories.slice(1).map(count));
      for (const value of [2, 3])
        expect(await Promise.all(trajectories.map(count))).toEqual(
          trajectories.map(() => ({ value, firstCall: false })),
        );
    },
    FIRST_START_MS,
  );

  it(
    "is forgotten with the workspace, and by another trajectory",
    async () => {
      await using backend = await createBackend({ workers: 1, maxSlots: 1 });
      const count = calls(backend, tool);
      expect(await count("first")).toEqual({ value: 1, firstCall: true });
      await backend.release(await backend.acquire("first"));
      expect(await count("first")).toEqual({ value: 2, firstCall: false });
      await backend.release(await backend.acquire("first"), { resetWorkspace: true });
      expect(await count("first")).toEqual({ value: 1, firstCall: true });
      await backend.release(await backend.acquire("first"));
      expect(await count("second")).toEqual({ value: 1, firstCall: true });
    },
    FIRST_START_MS,
  );

  it(
    "ends with an exit, and the call says so",
    async () => {
      await using session = await openSession(tool);
      const { error, metadata } = await session.run(EXIT[tool]);
      expect(error).toBe(`Exit code: 3; the ${tool} session has ended, the next call begins a new one`);
      expect(metadata).toMatchObject({ outcome: "exit", exitCode: 3 });
      expect((await session.run(COUNT[tool])).metadata).toMatchObject({ value: 1, firstCall: true });
    },
    FIRST_START_MS,
  );

  it(
    "ends alone when it takes all memory or stack",
    async () => {
      await using session = await openSession(tool, { limits: { maxMemoryMiB: 128 } });
      const { backend } = session;
      const other = await backend.acquire("other");
      const count = { slot: other, tool, args: { code: COUNT[tool] }, timeoutMs: FIRST_START_MS };
      await backend.execute(count);
      expect(await session.run(HOG[tool])).toMatchObject({ success: false, metadata: HOGGED[tool] });
      expect((await backend.execute(count)).metadata).toMatchObject({ value: 2, firstCall: false });
      expect(await session.run(COUNT[tool], FIRST_START_MS)).toMatchObject({ success: true });
      expect(backend.stats().workersReplaced).toBe(0);
    },
    FIRST_START_MS,
  );

  it(
    "that was not used for longest ends when there are too many",
    async () => {
      await using backend = await createBackend({ workers: 1, maxLiveSessions: 2 });
      const count = calls(backend, tool);
      await count("a");
      await count("b");
      await count("a");
      await count("c");
      expect(await count("a")).toEqual({ value: 3, firstCall: false });
      expect(await count("b")).toEqual({ value: 1, firstCall: true });
    },
    FIRST_START_MS,
  );

  it(
    "prints no more than it may",
    async () => {
      await using session = await openSession(tool, { limits: { maxOutputBytes: 10_000 } });
      const flood = { javascript: "while (true) console.log('x'.repeat(100))", python: "while True: print('x' * 100)" };
      const { metadata } = await session.run(flood[tool]);
      expect(metadata.outcome).toBe("output");
      expect((await session.run(COUNT[tool])).metadata).toMatchObject({ value: 1, firstCall: true });
    },
    FIRST_START_MS,
  );

  it(
    "refuses arguments by name",
    async () => {
      await using session = await openSession(tool);
      const { backend, slot } = session;
      const result = await backend.execute({ slot, tool, args: { source: "1" } });
      expect(result.metadata.outcome).toBe("invalid");
      expect(result.error).toMatch(new RegExp(`^Invalid arguments for ${tool}: .*code.*source`));
    },
    FIRST_START_MS,
  );
});

it(
  "what a session holds without a name counts, also when other programs have ended",
  async () => {
    await using session = await openSession("python", { limits: { maxWorkspaceBytes: 10_000_000 } });
    const { backend, slot, run } = session;
    await run("held = open('big', 'wb'); held.write(bytes(6_000_000)); held.flush()");
    await backend.execute({ slot, tool: "bash", args: { command: 'rm big; python3 -c \'open("x", "w").close()\'' } });
    const { error, metadata } = await run("open('more', 'wb').write(bytes(6_000_000))");
    expect(metadata.outcome).toBe("quota");
    expect(error).toContain("ENOSPC");
    expect((await run("held.close(); open('more', 'wb').write(bytes(6_000_000))")).metadata.outcome).toBe("ok");
  },
  FIRST_START_MS,
);

it("slots that are a program have no sessions", async () => {
  const module = new URL("../wasi/programs/probe.wasm", import.meta.url).pathname;
  await using backend = await createBackend({ kind: "wasi", module, workers: 1 });
  const slot = await backend.acquire();
  const { metadata } = await backend.execute({ slot, tool: "python", args: { code: "1" } });
  expect(metadata.outcome).toBe("unsupported");
});
