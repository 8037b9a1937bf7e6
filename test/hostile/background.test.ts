import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createBackend, type ExecutionResult, type Slot, type ToolBackend } from "../../src/index.ts";

const PATIENT_MS = 300_000;
vi.setConfig({ testTimeout: 2 * PATIENT_MS });

/** What is left running, in ways that are not meant for it. */
const LEFT: Readonly<Record<string, string>> = {
  "endless loops": "for i in 1 2 3 4; do while :; do :; done & done",
  "endless loops that fork": "while :; do (:); done & while :; do x=$(echo y); done &",
  "an endless loop of programs": "while :; do seq 1 100 | sort -R | sort -n > /dev/null; done &",
  "a fork bomb": "bomb() { bomb | bomb & bomb; }; (sleep 0.05; bomb) 2> /dev/null &",
  "a slow fork bomb": "bomb() { while :; do sleep 0.01; bomb & done; }; bomb 2> /dev/null &",
  "Pythons that compute": "for i in 1 2; do python3 -c 'while True: pass' & done",
  "what ignores all signals it can": "(trap '' HUP TERM INT QUIT; while :; do sleep 0.01; done) &",
  "what comes back at a signal": "again() { (trap again HUP TERM; while :; do sleep 0.01; done) & }; again",
  "what stops itself": "(kill -STOP $BASHPID) & sleep 0.05",
  "a flood of output": "(sleep 0.05; while :; do echo flood; done) &",
  "a flood of files": "(sleep 0.05; i=0; while :; do echo x > f$((i++ % 100)); done) &",
  "a big file that grows": "(sleep 0.05; while :; do head -c 100000 /dev/zero >> big; done) 2> /dev/null &",
  "a string that doubles": "(sleep 0.05; x=a; while :; do x=$x$x; done) &",
  "an array that grows": "(sleep 0.05; while :; do a+=(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx); done) &",
};

describe("what a hostile call leaves running", () => {
  let backend: ToolBackend;
  beforeAll(async () => {
    backend = await createBackend({
      workers: 1,
      limits: { maxWorkspaceBytes: 16 * 1024 * 1024, maxFiles: 1000, maxMemoryMiB: 64, maxOutputBytes: 200_000 },
    });
  });
  afterAll(() => backend.stop({ purge: true }));

  const run = async (slot: Slot, command: string, tool = "bash_stateful"): Promise<ExecutionResult> =>
    backend.execute({ slot, tool, args: { command }, timeoutMs: PATIENT_MS });

  it.each(Object.entries(LEFT))("%s leaves others their worker, and ends with its slot", async (_, command) => {
    const [slot, other] = await Promise.all([backend.acquire(), backend.acquire()]);
    await run(slot, `kept=1; ${command}`);
    for (let call = 0; call < 5; call++)
      expect((await run(other, "sleep 0.05; echo fine", "bash")).output).toBe("fine");
    expect((await run(slot, "echo its own", "bash")).output).toBe("its own");
    await backend.release(slot, { resetWorkspace: true });
    do expect((await run(other, "echo fine")).output).toBe("fine");
    while (backend.stats().backgroundProcesses !== 0);
    expect(backend.stats()).toMatchObject({ workersReplaced: 0, machines: { bound: 0, lent: 0 } });
    await backend.release(other, { resetWorkspace: true });
  });

  it("a flood of output ends, is kept in part, and the next call is told", async () => {
    const slot = await backend.acquire();
    const flood = "until [ -e go ]; do sleep 0.01; done; while :; do echo flood; done";
    await run(slot, `kept=1; (${flood}) &`);
    await run(slot, "touch go", "bash");
    while (backend.stats().backgroundProcesses !== 0) await run(slot, "sleep 0.01", "bash");
    const { metadata } = await run(slot, "echo $kept");
    expect(metadata.stderr).toBe(
      "slotbox: the background processes were ended: they printed more than maxOutputBytes\n",
    );
    expect(metadata.stdout).toMatch(/^(flood\n)+fl\n\.\.\. \(output truncated\)$/);
    expect((await run(slot, "echo $kept")).output).toBe("1");
    await backend.release(slot, { resetWorkspace: true });
  });

  it("a thousand slots with a sleeper each keep as many machines as there may be sessions", async () => {
    const slots = await Promise.all(Array.from({ length: 1000 }, () => backend.acquire()));
    const each = (command: string): Promise<ExecutionResult[]> =>
      backend.executeBatch(
        slots.map((slot) => ({ slot, tool: "bash_stateful", args: { command } })),
        { timeoutMs: PATIENT_MS },
      );
    const begun = await each("sleep 100000 & n=$((n + 1))");
    expect(begun.every(({ success }) => success)).toBe(true);
    expect(backend.stats()).toMatchObject({ backgroundProcesses: 32, machines: { bound: 32 } });
    const after = await each("jobs -r | wc -l; echo $n");
    const told = after.filter(({ metadata }) => metadata.stderr?.includes("maxLiveSessions"));
    expect(told.length).toBeGreaterThanOrEqual(1000 - 32);
    expect(after.every(({ metadata }) => /^[01]\n1\n$/.test(metadata.stdout ?? ""))).toBe(true);
    for (const slot of slots) await backend.release(slot, { resetWorkspace: true });
    const slot = await backend.acquire();
    do await run(slot, "true", "bash");
    while (backend.stats().backgroundProcesses !== 0);
  });
});
