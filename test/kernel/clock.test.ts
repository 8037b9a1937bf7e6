import { describe, expect, it } from "vitest";
import type { UserProgram } from "../../runtimes/kernel/kernel.ts";
import { Timers } from "../../runtimes/kernel/timers.ts";
import { startKernel } from "./kernel-fixture.ts";
import { spawn, waitFor } from "./system-calls.ts";

const busy: UserProgram = async (process) => {
  for (;;) await process.checkpoint();
};

describe("timers", () => {
  it("fire in the order of their times, and tell the host the next one when that changes", () => {
    const [published, fired]: [number[], string[]] = [[], []];
    const timers = new Timers((atMs) => published.push(atMs));
    const at = (dueMs: number, name: string) => timers.add(timers, dueMs, () => fired.push(name));
    at(30, "c");
    at(10, "a");
    const takeBack = at(20, "never");
    at(20, "b");
    timers.fireDue(5);
    timers.fireDue(15);
    takeBack();
    timers.fireDue(100);
    expect(fired).toEqual(["a", "b", "c"]);
    expect(published).toEqual([30, 10, 20, Number.POSITIVE_INFINITY]);
    timers.deadlineMs = 200;
    at(300, "late");
    expect([timers.nextMs, published.at(-1)]).toEqual([200, 200]);
  });
});

describe("sleep", () => {
  it("that nobody waits for any more doesn't wake the host", async () => {
    const { kernel, clock, run } = startKernel();
    const wakes: number[] = [];
    const wakeAt = clock.wakeAt.bind(clock);
    clock.wakeAt = (atMs) => {
      wakes.push(atMs);
      wakeAt(atMs);
    };
    await run((process) => {
      void kernel.sleep(process, 1e6);
      return 0;
    });
    expect(wakes.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("takes its time by the host's clock", async () => {
    await startKernel().run(async (process, kernel) => {
      const before = kernel.now();
      await kernel.sleep(process, 5000);
      expect(kernel.now() - before).toBeGreaterThanOrEqual(5000);
      await kernel.sleep(process, 0);
      await kernel.sleep(process, -1);
      return 0;
    });
  });

  it("ends although somebody else never stops to compute", async () => {
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, (own) => busy(own, kernel));
      await kernel.sleep(process, 10);
      kernel.kill(child.pid, "SIGTERM");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGTERM");
      return 0;
    });
  });
});

describe("a busy process", () => {
  it("lets others run", async () => {
    await startKernel().run(async (process, kernel) => {
      const children = [1, 2, 3].map(() => kernel.fork(process, (own) => busy(own, kernel)));
      const { pid } = spawn(kernel, process, ["seq", "3"]);
      expect(await waitFor(kernel, process, pid)).toBe(0);
      for (const child of children) kernel.kill(child.pid, "SIGKILL");
      return 0;
    });
  });

  it("lets others run when all it does is to read and write", async () => {
    const { stdout } = await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, async (own) => {
        own.descriptors.set(1, kernel.files.open("/dev/null", { access: "write" }, 0));
        for (;;) await own.print("x");
      });
      const { pid } = spawn(kernel, process, ["echo", "alive"]);
      await waitFor(kernel, process, pid);
      kernel.kill(child.pid, "SIGKILL");
      return 0;
    });
    expect(stdout).toBe("alive\n");
  });
});

describe("the deadline", () => {
  it("ends all that runs or waits, and what was printed stays", async () => {
    const cases: Record<string, UserProgram> = {
      busy,
      sleeping: (process, kernel) => kernel.sleep(process, 1e9).then(() => 0),
      reading: async (process, kernel) => {
        process.descriptors.set(0, kernel.pipe().readEnd);
        return (await process.read(0)).length;
      },
      copying: async (process, kernel) => {
        process.descriptors.set(1, kernel.files.open("/dev/null", { access: "write" }, 0));
        process.descriptors.set(0, kernel.files.open("/dev/zero", { access: "read" }, 0));
        for (;;) await process.write(1, await process.read(0));
      },
      forking: (process, kernel) => {
        process.setDisposition("SIGCHLD", "ignore");
        const next = (own: typeof process): number => {
          kernel.fork(own, next);
          return 0;
        };
        kernel.fork(process, next);
        return kernel.sleep(process, 1e9).then(() => 0);
      },
    };
    for (const [name, program] of Object.entries(cases)) {
      const { kernel, run } = startKernel();
      const ran = await run(
        async (process) => {
          spawn(kernel, process, ["sleep", "1000"]);
          await process.print(`${name}\n`);
          return program(process, kernel);
        },
        { timeoutMs: 5 },
      );
      expect(ran).toMatchObject({ stdout: `${name}\n`, ended: { signal: "SIGKILL" }, limit: "deadline" });
      expect(kernel.processes).toEqual([]);
    }
  });

  it("is of one call, the next one has its own", async () => {
    const { run } = startKernel();
    expect((await run(["/usr/bin/sleep", "10"], { timeoutMs: 100 })).limit).toBe("deadline");
    expect(await run(["/usr/bin/sleep", "10"])).toMatchObject({ status: 0, limit: undefined });
  });
});

describe("what a call leaves", () => {
  it("stands still between slices, however it computes, and the host is told that it could go on", async () => {
    const { kernel, clock } = startKernel();
    const wakes: number[] = [];
    const wakeAt = clock.wakeAt.bind(clock);
    clock.wakeAt = (atMs) => {
      wakes.push(atMs);
      wakeAt(atMs);
    };
    const steps = { computing: 0, forking: 0 };
    const computing: UserProgram = async (process) => {
      for (;;) {
        steps.computing++;
        await process.checkpoint();
      }
    };
    const forking: UserProgram = async (process) => {
      for (;;) {
        steps.forking++;
        await waitFor(kernel, process, kernel.fork(process, () => 0).pid);
        await process.checkpoint();
      }
    };
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 20_000; turn++) await undefined;
    };
    const { ended } = kernel.begin({
      program: (process) => {
        for (const program of [computing, forking]) kernel.fork(process, (child) => program(child, kernel));
        return 0;
      },
      args: ["first"],
      env: new Map(),
      cwd: "/workspace",
      stdout: () => {},
      stderr: () => {},
      maxOutputBytes: 1000,
      deadlineMs: clock.now() + 1000,
    });
    await ended;
    kernel.leave(1000);
    await turns();
    const stood = { ...steps };
    await turns();
    expect([steps, wakes.at(-1)]).toEqual([stood, 0]);
    // The clock moves when it is looked at.
    kernel.beginSlice(clock.now() + 0.2);
    await turns();
    expect(steps.computing).toBeGreaterThan(stood.computing);
    expect(steps.forking).toBeGreaterThan(stood.forking);
    const stoodAgain = { ...steps };
    await turns();
    expect([steps, wakes.at(-1), kernel.running.length > 0]).toEqual([stoodAgain, 0, true]);
    await kernel.shutDown();
    expect(kernel.running).toEqual([]);
  });
});
