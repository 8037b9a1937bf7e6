import { describe, expect, it } from "vitest";
import type { Kernel, UserProgram } from "../../runtimes/kernel/kernel.ts";
import type { Process } from "../../runtimes/kernel/process.ts";
import { SystemError } from "../../runtimes/kernel/system-error.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, settle, spawn, waitFor } from "./system-calls.ts";

/** Runs a program that doesn't end, to its deadline, after which nothing is left of it. */
async function untilDeadline(program: UserProgram, maxProcesses = 256): Promise<Kernel> {
  const { run, kernel } = startKernel({ maxProcesses });
  const ran = await run(program, { timeoutMs: 5 });
  expect(ran).toMatchObject({ ended: { signal: "SIGKILL" }, limit: "deadline" });
  expect(kernel.processes).toEqual([]);
  return kernel;
}

describe("a fork bomb", () => {
  it("is held at the most processes there may be, and ends at the deadline", async () => {
    let [most, refused] = [0, 0];
    const bomb = async (own: Process, kernel: Kernel): Promise<number> => {
      for (;;) {
        try {
          kernel.fork(own, (child) => bomb(child, kernel));
        } catch (error) {
          if (!(error instanceof SystemError && error.code === "EAGAIN")) throw error;
          refused++;
        }
        most = Math.max(most, kernel.processes.length);
        await own.checkpoint();
      }
    };
    await untilDeadline(bomb, 64);
    expect([most, refused > 0]).toEqual([64, true]);
  });

  it("can be ended by who has a process already", async () => {
    await startKernel({ maxProcesses: 32 }).run(async (process, kernel) => {
      const bomb = async (own: Process): Promise<number> => {
        for (;;) {
          await codeOf(() => kernel.fork(own, bomb));
          await own.checkpoint();
        }
      };
      const { pid } = kernel.fork(process, bomb, { group: "own" });
      await kernel.sleep(process, 1);
      kernel.kill(-pid, "SIGKILL");
      expect(await waitFor(kernel, process, pid)).toBe("SIGKILL");
      await settle();
      expect(kernel.processes).toEqual([process]);
      return 0;
    });
  });
});

describe("floods", () => {
  it("of zombies are held at the same limit, and are gone when they are waited for", async () => {
    await startKernel({ maxProcesses: 50 }).run(async (process, kernel) => {
      const codes: string[] = [];
      for (let count = 0; count < 100; count++) codes.push(await codeOf(() => kernel.fork(process, () => 0)));
      expect(codes.filter((code) => code === "ok")).toHaveLength(49);
      expect(codes.at(-1)).toBe("EAGAIN");
      await settle();
      for (let count = 0; count < 49; count++) expect(await waitFor(kernel, process, -1)).toBe(0);
      expect(kernel.processes).toEqual([process]);
      return 0;
    });
  });

  it("of descriptors end with EMFILE, and all are closed with the process", async () => {
    await startKernel().run(async (process, kernel) => {
      let opened = 0;
      const flood = kernel.fork(process, async (own) => {
        const { readEnd } = kernel.pipe();
        while ((await codeOf(() => own.descriptors.add(readEnd))) === "ok") opened++;
        expect(await codeOf(() => own.descriptors.add(readEnd))).toBe("EMFILE");
        return 0;
      });
      const { readEnd, writeEnd } = kernel.pipe();
      flood.descriptors.set(1023, writeEnd);
      process.descriptors.set(9, readEnd);
      expect(await waitFor(kernel, process, flood.pid)).toBe(0);
      expect([opened, (await process.read(9)).length]).toEqual([1020, 0]);
      return 0;
    });
  });

  it("of a million small writes pass through two pipes", async () => {
    const { stdout } = await startKernel().run(
      async (process, kernel) => {
        const [first, second] = [kernel.pipe(), kernel.pipe()];
        const writer = kernel.fork(process, async (own) => {
          const byte = new Uint8Array([10]);
          for (let count = 0; count < 1_000_000; count++) {
            const writing = own.write(1, byte);
            if (writing) await writing;
          }
          return 0;
        });
        writer.descriptors.set(1, first.writeEnd);
        const copier = spawn(kernel, process, ["cat"]);
        copier.descriptors.set(0, first.readEnd);
        copier.descriptors.set(1, second.writeEnd);
        const counter = spawn(kernel, process, ["wc", "-l"]);
        counter.descriptors.set(0, second.readEnd);
        return Number(await waitFor(kernel, process, counter.pid));
      },
      { timeoutMs: 1e9 },
    );
    expect(stdout).toBe("1000000\n");
  });

  it("of signals between two processes don't keep the clock from going on", async () => {
    await untilDeadline(async (process, kernel) => {
      const storm = async (own: Process, other: () => number): Promise<number> => {
        own.setDisposition("SIGUSR1", () => {
          kernel.kill(own.pid, "SIGUSR1");
          kernel.kill(other(), "SIGUSR1");
        });
        kernel.kill(own.pid, "SIGUSR1");
        for (;;) await own.checkpoint();
      };
      const child = kernel.fork(process, (own) => storm(own, () => process.pid));
      return storm(process, () => child.pid);
    });
  });
});

describe("what nothing can go on with", () => {
  it("two processes that write into each other's full pipes, ends at the deadline", async () => {
    let written = 0;
    await untilDeadline(async (process, kernel) => {
      const [there, back] = [kernel.pipe(), kernel.pipe()];
      const fill = async (own: Process): Promise<number> => {
        for (;;) {
          await own.write(1, new Uint8Array(10_000));
          written++;
          if (written < 0) await own.read(0);
        }
      };
      const [left, right] = [kernel.fork(process, fill), kernel.fork(process, fill)];
      left.descriptors.set(0, back.readEnd);
      left.descriptors.set(1, there.writeEnd);
      right.descriptors.set(0, there.readEnd);
      right.descriptors.set(1, back.writeEnd);
      await waitFor(kernel, process, left.pid);
      return 0;
    });
    expect(written).toBe(12);
  });

  it("a reader that holds the writing end itself", async () => {
    await untilDeadline(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(0, readEnd);
      process.descriptors.set(3, writeEnd);
      return (await process.read(0)).length;
    });
  });
});

describe("who won't go", () => {
  it("goes with SIGKILL, whatever it ignores", async () => {
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, async (own) => {
        for (const signal of ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"] as const) own.setDisposition(signal, "ignore");
        for (;;) await own.checkpoint();
      });
      await settle();
      for (const signal of ["SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"] as const) kernel.kill(child.pid, signal);
      await settle();
      expect(await kernel.wait(process, child.pid, { noHang: true })).toBe(undefined);
      kernel.kill(child.pid, "SIGKILL");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGKILL");
      return 0;
    });
  });

  it("can't go on in what it does finally, nor print or fork there", async () => {
    const { run } = startKernel();
    let attempts = 0;
    const { stdout } = await run(async (process, kernel) => {
      const child = kernel.fork(process, async (own) => {
        try {
          for (;;) await own.checkpoint();
        } finally {
          for (const attempt of [
            () => own.print("still here"),
            () => kernel.sleep(own, 1),
            () => kernel.wait(own, -1),
            () => kernel.fork(own, () => 0),
          ]) {
            try {
              await attempt();
            } catch {
              attempts++;
            }
          }
          for (;;) await own.checkpoint();
        }
      });
      await settle();
      kernel.kill(child.pid, "SIGTERM");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGTERM");
      return 0;
    });
    expect([stdout, attempts]).toEqual(["", 4]);
  });
});
