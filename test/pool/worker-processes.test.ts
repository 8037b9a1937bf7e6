import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createBackend, type ExecutionResult, type Slot, type ToolBackend } from "../../src/index.ts";

const INDEX = new URL("../../src/index.ts", import.meta.url).href;
const ABANDON = new URL("programs/abandon.mjs", import.meta.url).pathname;

const bash = (backend: ToolBackend, slot: Slot, command: string, timeoutMs = 60_000): Promise<ExecutionResult> =>
  backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });

/** Linux tells who is whose child. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => parentOf(pid) === parent).map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("worker processes", () => {
  it("tell what mode runs, and keep what calls have committed when a guest ends one of them", async () => {
    await using backend = await createBackend({ workers: 1, isolation: "process" });
    expect(backend.stats().isolation).toBe("process");
    const slot = await backend.acquire();
    await bash(backend, slot, "echo kept > f");
    const bomb = await bash(
      backend,
      slot,
      "echo lost > g; node -e 'const held = []; for (;;) held.push(new Intl.DateTimeFormat())'",
    );
    expect(bomb.metadata.outcome).toBe("memory");
    expect(bomb.error).toMatch(/^Memory limit exceeded.*its worker took \d+ MiB.*nothing it wrote was kept$/);
    expect((await bash(backend, slot, "cat f; ls")).output).toBe("kept\nf");
    expect(backend.stats().workersReplaced).toBe(1);
  });

  it("that don't stop at a call's limit are ended, and the call has timed out", async () => {
    await using backend = await createBackend({ workers: 1, isolation: "process" });
    const slot = await backend.acquire();
    const grown = await bash(backend, slot, "node -e 'let f = 1n; for (let i = 1n; ; i++) f *= i'", 4000);
    expect(grown.metadata.outcome).toBe("timeout");
    expect((await bash(backend, slot, "echo next")).output).toBe("next");
  });

  it.runIf(process.platform === "linux")("die with their parent, however that ends", async () => {
    const parent = spawn(process.execPath, [ABANDON, INDEX], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    const { pid } = parent;
    if (pid === undefined) throw new Error("not started");
    const workers = childrenOf(pid);
    expect(workers).toHaveLength(2);
    parent.kill("SIGKILL");
    await until(() => workers.every((worker) => parentOf(String(worker)) === undefined));
  });

  it.runIf(process.platform === "linux")("are told nothing of the environment, and are nowhere", async () => {
    await using backend = await createBackend({ workers: 1, isolation: "process" });
    const before = childrenOf(process.pid);
    expect(backend.stats().workers).toBe(1);
    const worker = before.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("process-entry"));
    expect(readFileSync(`/proc/${worker}/environ`, "utf8")).not.toMatch(/PATH=|HOME=/);
    const options = readFileSync(`/proc/${worker}/cmdline`, "utf8").split("\0");
    expect(options).toContain("--permission");
    expect(options.some((option) => option.startsWith("--allow-child-process"))).toBe(false);
  });

  it("give as many answers as there were calls, whichever die", async () => {
    await using backend = await createBackend({ workers: 2, isolation: "process" });
    const slots = await Promise.all(Array.from({ length: 6 }, () => backend.acquire()));
    const calls = slots.map((slot, i) => ({
      slot,
      tool: "bash",
      args: {
        command: i === 2 ? "node -e 'const held = []; for (;;) held.push(new Intl.DateTimeFormat())'" : `echo ${i}`,
      },
    }));
    const results = await backend.executeBatch(calls, { timeoutMs: 60_000 });
    expect(results.map(({ output, metadata }) => (metadata.outcome === "ok" ? output : metadata.outcome))).toEqual([
      ...["0", "1", "memory", "3", "4", "5"],
    ]);
  });
});
