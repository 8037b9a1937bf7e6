import { describe, expect, it } from "vitest";
import type { UserProgram } from "../../runtimes/kernel/kernel.ts";
import { defaultAction, SIGNALS, type SignalName } from "../../runtimes/kernel/signals.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, settle, spawn, waitFor } from "./system-calls.ts";

const names = Object.keys(SIGNALS) as SignalName[];

/** Computes for ever, as a loop of a shell does. */
const busy: UserProgram = async (process) => {
  for (;;) await process.checkpoint();
};

describe("a signal", () => {
  it("does by default what signal(7) says, to who computes and to who waits", async () => {
    await startKernel().run(async (process, kernel) => {
      for (const signal of names) {
        const action = defaultAction(signal);
        const children = [kernel.fork(process, (own) => busy(own, kernel)), spawn(kernel, process, ["sleep", "9"])];
        for (const { pid } of children) {
          await settle();
          kernel.kill(pid, signal);
          await settle();
          if (action !== "end") {
            expect([signal, await kernel.wait(process, pid, { noHang: true })]).toEqual([signal, undefined]);
            kernel.kill(pid, "SIGKILL");
          }
          expect([signal, await waitFor(kernel, process, pid)]).toEqual([
            signal,
            action === "end" ? signal : "SIGKILL",
          ]);
        }
      }
      return 0;
    });
  });

  it("reaches a process, a group, or all", async () => {
    await startKernel().run(async (process, kernel) => {
      process.setDisposition("SIGHUP", "ignore");
      const start = (group?: number | "own") =>
        kernel.fork(
          process,
          async (own) => {
            own.setDisposition("SIGHUP", "default");
            await kernel.sleep(own, 1e9);
            return 0;
          },
          group === undefined ? {} : { group },
        );
      const [alone, leader] = [start(), start("own")];
      const member = start(leader.pid);
      await settle();
      kernel.kill(-leader.pid, "SIGTERM");
      expect(await waitFor(kernel, process, leader.pid)).toBe("SIGTERM");
      expect(await waitFor(kernel, process, member.pid)).toBe("SIGTERM");
      expect(await kernel.wait(process, alone.pid, { noHang: true })).toBe(undefined);
      kernel.kill(-1, "SIGHUP");
      expect(await waitFor(kernel, process, alone.pid)).toBe("SIGHUP");
      return 0;
    });
  });

  it("asks with none whether there is anybody, which zombies are", async () => {
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, () => 0);
      await settle();
      expect(await codeOf(() => kernel.kill(child.pid, undefined))).toBe("ok");
      await kernel.wait(process, child.pid);
      for (const pid of [child.pid, -child.pid, 0, 99_999])
        expect(await codeOf(() => kernel.kill(pid, undefined))).toBe("ESRCH");
      expect(await codeOf(() => kernel.kill(1, "SIGKILL"))).toBe("ok");
      return 0;
    });
  });

  it("may be ignored, also by children, but for SIGKILL and SIGSTOP", async () => {
    await startKernel().run(async (process, kernel) => {
      process.setDisposition("SIGTERM", "ignore");
      const child = spawn(kernel, process, ["sleep", "1000000"]);
      await settle();
      kernel.kill(child.pid, "SIGTERM");
      await settle();
      expect(child.disposition("SIGTERM")).toBe("ignore");
      expect(await kernel.wait(process, child.pid, { noHang: true })).toBe(undefined);
      for (const signal of ["SIGKILL", "SIGSTOP"] as const)
        expect(await codeOf(() => child.setDisposition(signal, "ignore"))).toBe("EINVAL");
      kernel.kill(child.pid, "SIGKILL");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGKILL");
      return 0;
    });
  });
});

describe("a handler", () => {
  it("runs where the process looks for signals, once for many of a kind", async () => {
    await startKernel().run(async (process, kernel) => {
      const handled: string[] = [];
      process.setDisposition("SIGUSR1", (signal) => void handled.push(signal));
      process.setDisposition("SIGTERM", async (signal) => {
        await settle();
        handled.push(signal);
      });
      for (let count = 0; count < 3; count++) kernel.kill(process.pid, "SIGUSR1");
      kernel.kill(process.pid, "SIGTERM");
      expect(handled).toEqual([]);
      await process.checkpoint();
      expect(handled).toEqual(["SIGUSR1", "SIGTERM"]);
      expect(process.checkpoint()).toBe(undefined);
      return 0;
    });
  });

  it("interrupts what waits, once", async () => {
    await startKernel().run(async (process, kernel) => {
      const handled: string[] = [];
      process.setDisposition("SIGALRM", (signal) => void handled.push(signal));
      const child = kernel.fork(process, async (own) => {
        await kernel.sleep(own, 1000);
        kernel.kill(process.pid, "SIGALRM");
        await kernel.sleep(own, 1000);
        return 5;
      });
      expect(await codeOf(() => kernel.wait(process, child.pid))).toBe("EINTR");
      await process.checkpoint();
      expect(handled).toEqual(["SIGALRM"]);
      expect(await waitFor(kernel, process, child.pid)).toBe(5);
      return 0;
    });
  });

  it("that is due when a wait begins interrupts that one", async () => {
    await startKernel().run(async (process, kernel) => {
      process.setDisposition("SIGUSR2", () => {});
      kernel.kill(process.pid, "SIGUSR2");
      expect(await codeOf(() => kernel.sleep(process, 1e6))).toBe("EINTR");
      kernel.kill(process.pid, "SIGUSR2");
      await process.checkpoint();
      expect(await codeOf(() => kernel.sleep(process, 1000))).toBe("ok");
      return 0;
    });
  });

  it("doesn't break a write in two", async () => {
    const { stdout } = await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      const writer = kernel.fork(process, async (own) => {
        own.setDisposition("SIGUSR1", () => {});
        await own.write(1, new Uint8Array(200_000).fill(120));
        return 0;
      });
      writer.descriptors.set(1, writeEnd);
      await settle();
      kernel.kill(writer.pid, "SIGUSR1");
      await settle();
      const reader = spawn(kernel, process, ["wc", "-c"]);
      reader.descriptors.set(0, readEnd);
      expect(await waitFor(kernel, process, writer.pid)).toBe(0);
      await waitFor(kernel, process, reader.pid);
      return 0;
    });
    expect(stdout).toBe("200000\n");
  });

  it("that throws takes none of the others that wait with it", async () => {
    await startKernel().run(async (process, kernel) => {
      const handled: string[] = [];
      process.setDisposition("SIGUSR1", () => {
        throw new RangeError("return");
      });
      process.setDisposition("SIGUSR2", (signal) => void handled.push(signal));
      kernel.kill(process.pid, "SIGUSR1");
      kernel.kill(process.pid, "SIGUSR2");
      await expect(Promise.resolve(process.checkpoint())).rejects.toThrow("return");
      await process.checkpoint();
      expect(handled).toEqual(["SIGUSR2"]);
      return 0;
    });
  });

  it("isn't interrupted by another, which comes after it", async () => {
    await startKernel().run(async (process, kernel) => {
      const handled: string[] = [];
      process.setDisposition("SIGUSR1", async (signal) => {
        kernel.kill(process.pid, "SIGUSR2");
        for (let step = 0; step < 1000; step++) await process.checkpoint();
        handled.push(signal);
      });
      process.setDisposition("SIGUSR2", (signal) => void handled.push(signal));
      kernel.kill(process.pid, "SIGUSR1");
      await process.checkpoint();
      await process.checkpoint();
      expect(handled).toEqual(["SIGUSR1", "SIGUSR2"]);
      return 0;
    });
  });

  it("may throw, which unwinds the process, and may be replaced while it is due", async () => {
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, async (own) => {
        own.setDisposition("SIGTERM", () => {
          throw new RangeError("exit 9");
        });
        try {
          return await busy(own, kernel);
        } catch (error) {
          return error instanceof RangeError ? 9 : 1;
        }
      });
      await settle();
      kernel.kill(child.pid, "SIGTERM");
      expect(await waitFor(kernel, process, child.pid)).toBe(9);

      process.setDisposition("SIGUSR1", () => expect.unreachable());
      kernel.kill(process.pid, "SIGUSR1");
      process.setDisposition("SIGUSR1", "ignore");
      await process.checkpoint();
      return 0;
    });
  });

  it("is not inherited, nor kept by a program that is executed", async () => {
    await startKernel().run(async (process, kernel) => {
      process.setDisposition("SIGTERM", () => expect.unreachable());
      const child = spawn(kernel, process, ["sleep", "1000"]);
      child.setDisposition("SIGUSR1", () => expect.unreachable());
      await settle();
      kernel.kill(child.pid, "SIGUSR1");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGUSR1");
      return 0;
    });
  });

  it("of SIGCHLD hears of children that end", async () => {
    await startKernel().run(async (process, kernel) => {
      let ended = 0;
      process.setDisposition("SIGCHLD", () => void ended++);
      const child = spawn(kernel, process, ["true"]);
      expect(await waitFor(kernel, process, child.pid)).toBe(0);
      await process.checkpoint();
      expect(ended).toBe(1);
      return 0;
    });
  });
});

describe("a stopped process", () => {
  it("stands still until it is continued, and gets its signals then", async () => {
    await startKernel().run(async (process, kernel) => {
      let steps = 0;
      const child = kernel.fork(process, async (own) => {
        own.setDisposition("SIGUSR1", () => {
          steps = -1e9;
        });
        for (;;) {
          await own.checkpoint();
          steps++;
        }
      });
      await settle();
      kernel.kill(child.pid, "SIGSTOP");
      await settle();
      const before = steps;
      kernel.kill(child.pid, "SIGUSR1");
      await settle();
      expect([steps, before > 0]).toEqual([before, true]);
      kernel.kill(child.pid, "SIGCONT");
      await settle();
      expect(steps).toBeLessThan(0);
      kernel.kill(child.pid, "SIGTSTP");
      kernel.kill(child.pid, "SIGTERM");
      await settle();
      expect(await kernel.wait(process, child.pid, { noHang: true })).toBe(undefined);
      kernel.kill(child.pid, "SIGCONT");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGTERM");
      return 0;
    });
  });

  it("can be killed", async () => {
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, (own) => busy(own, kernel));
      await settle();
      kernel.kill(child.pid, "SIGSTOP");
      await settle();
      kernel.kill(child.pid, "SIGKILL");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGKILL");
      return 0;
    });
  });
});
