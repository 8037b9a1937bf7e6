import { describe, expect, it } from "vitest";
import { ProcessEnded } from "../../runtimes/kernel/process.ts";
import { SystemError } from "../../runtimes/kernel/system-error.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, endOf, settle, spawn, waitFor } from "./system-calls.ts";

describe("fork", () => {
  it("gives the child all that its parent has, as its own", async () => {
    await startKernel().run(async (process, kernel) => {
      process.umask = 0o027;
      process.niceness = 7;
      process.descriptors.set(7, kernel.pipe().readEnd);
      const child = kernel.fork(process, (own) => {
        own.cwd = "/tmp";
        own.env.set("A", "1");
        own.umask = 0;
        own.descriptors.close(7);
        return 3;
      });
      expect(child).toMatchObject({
        ppid: process.pid,
        pgid: process.pgid,
        cwd: "/workspace",
        umask: 0o027,
        niceness: 7,
      });
      expect(child.descriptors.numbers).toEqual([0, 1, 2, 7]);
      expect(await waitFor(kernel, process, child.pid)).toBe(3);
      expect(process).toMatchObject({ cwd: "/workspace", umask: 0o027 });
      expect([process.env.has("A"), process.descriptors.has(7)]).toEqual([false, true]);
      return 0;
    });
  });

  it("starts the child after the turn of its maker", async () => {
    const { stdout } = await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, (own) => Promise.resolve(own.print(`${own.args[0]}\n`)).then(() => 0));
      child.args = ["renamed"];
      return Number(await waitFor(kernel, process, child.pid));
    });
    expect(stdout).toBe("renamed\n");
  });

  it("puts a child into a group of its own, or of another", async () => {
    await startKernel().run(async (process, kernel) => {
      const leader = kernel.fork(process, () => 1, { group: "own" });
      const member = kernel.fork(process, () => 2, { group: leader.pid });
      const other = kernel.fork(process, () => 3);
      expect([leader.pgid, member.pgid, other.pgid]).toEqual([leader.pid, leader.pid, process.pgid]);
      expect([await waitFor(kernel, process, -leader.pid), await waitFor(kernel, process, -leader.pid)]).toEqual([
        1, 2,
      ]);
      expect(await codeOf(() => kernel.wait(process, -leader.pid))).toBe("ECHILD");
      expect(await waitFor(kernel, process, -1)).toBe(3);
      return 0;
    });
  });
});

describe("wait", () => {
  it("gives each end once, in the order of the ends", async () => {
    await startKernel().run(async (process, kernel) => {
      const pids = ["3", "1", "2"].map((seconds) => spawn(kernel, process, ["sleep", seconds]).pid);
      const ended: (number | undefined)[] = [];
      for (const _ of pids) ended.push((await kernel.wait(process, -1))?.pid);
      expect(ended).toEqual([pids[1], pids[2], pids[0]]);
      expect(await codeOf(() => kernel.wait(process, -1))).toBe("ECHILD");
      return 0;
    });
  });

  it("doesn't wait if it is not to", async () => {
    await startKernel().run(async (process, kernel) => {
      const { pid } = spawn(kernel, process, ["sleep", "1"]);
      expect(await kernel.wait(process, pid, { noHang: true })).toBe(undefined);
      await kernel.sleep(process, 2000);
      expect(await kernel.wait(process, pid, { noHang: true })).toEqual({ pid, status: { kind: "exited", code: 0 } });
      return 0;
    });
  });

  it("is for one's own children only", async () => {
    await startKernel().run(async (process, kernel) => {
      const { pid } = spawn(kernel, process, ["sleep", "1"]);
      const child = kernel.fork(process, async (own) => {
        expect(await codeOf(() => kernel.wait(own, pid))).toBe("ECHILD");
        expect(await codeOf(() => kernel.wait(own, own.pid))).toBe("ECHILD");
        return 0;
      });
      expect(await waitFor(kernel, process, child.pid)).toBe(0);
      return 0;
    });
  });

  it("leaves no zombies to who ignores SIGCHLD", async () => {
    await startKernel().run(async (process, kernel) => {
      process.setDisposition("SIGCHLD", "ignore");
      spawn(kernel, process, ["true"]);
      spawn(kernel, process, ["sleep", "1"]);
      expect(await codeOf(() => kernel.wait(process, -1))).toBe("ECHILD");
      expect(kernel.now()).toBeGreaterThan(Date.UTC(2025, 0, 1) + 999);
      expect(kernel.processes).toEqual([process]);
      return 0;
    });
  });
});

describe("the end of a process", () => {
  it("closes its descriptors and leaves its children to init", async () => {
    await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(3, readEnd);
      let orphan = process;
      const child = kernel.fork(process, (own) => {
        own.descriptors.set(4, writeEnd);
        orphan = spawn(kernel, own, ["sleep", "5"]);
        return 0;
      });
      expect(await waitFor(kernel, process, child.pid)).toBe(0);
      expect([orphan.ppid, kernel.process(child.pid)]).toEqual([1, undefined]);
      expect(await process.read(3)).toHaveLength(0);
      expect(kernel.process(orphan.pid)).toBe(undefined);
      expect(await codeOf(() => kernel.wait(process, -1))).toBe("ECHILD");
      return 0;
    });
  });

  it("runs what has to be run finally, even when it is killed where it waits", async () => {
    const done: string[] = [];
    await startKernel().run(async (process, kernel) => {
      const child = kernel.fork(process, async (own) => {
        try {
          await own.read(kernelPipe);
        } catch (error) {
          done.push(error instanceof ProcessEnded ? endOf(error.status).toString() : String(error));
          throw error;
        } finally {
          done.push("finally");
        }
        return 0;
      });
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(8, writeEnd);
      const kernelPipe = child.descriptors.add(readEnd);
      await settle();
      kernel.kill(child.pid, "SIGKILL");
      expect(await waitFor(kernel, process, child.pid)).toBe("SIGKILL");
      return 0;
    });
    expect(done).toEqual(["SIGKILL", "finally"]);
  });

  it("is by its signal, even if it never began, or caught its end, or was at its last step", async () => {
    await startKernel().run(async (process, kernel) => {
      let begun = false;
      const unborn = kernel.fork(process, () => {
        begun = true;
        return 0;
      });
      kernel.kill(unborn.pid, "SIGTERM");
      expect([await waitFor(kernel, process, unborn.pid), begun]).toEqual(["SIGTERM", false]);

      const stubborn = kernel.fork(process, async (own) => {
        await kernel.sleep(own, 1e6).catch(() => undefined);
        await kernel.sleep(own, 1e6).catch(() => undefined);
        return 0;
      });
      await settle();
      kernel.kill(stubborn.pid, "SIGTERM");
      expect(await waitFor(kernel, process, stubborn.pid)).toBe("SIGTERM");

      const suicidal = kernel.fork(process, (own) => {
        kernel.kill(own.pid, "SIGKILL");
        return 0;
      });
      expect(await waitFor(kernel, process, suicidal.pid)).toBe("SIGKILL");
      return 0;
    });
  });

  it("is a segmentation fault after endless recursion, and 1 with a message after an error nobody has caught", async () => {
    const { stderr } = await startKernel().run(async (process, kernel) => {
      const endless = (depth: number): number => endless(depth + 1) + 1;
      const deep = kernel.fork(process, () => endless(0));
      expect(await waitFor(kernel, process, deep.pid)).toBe("SIGSEGV");
      const failing = kernel.fork(process, () => {
        throw new SystemError("ENOSPC");
      });
      failing.args = ["/usr/bin/dd"];
      expect(await waitFor(kernel, process, failing.pid)).toBe(1);
      return 0;
    });
    expect(stderr).toBe("dd: No space left on device\n");
  });

  it("by a fault of ours is told to the host", async () => {
    const broken = startKernel().run(() => {
      throw new TypeError("a mistake of ours");
    });
    await expect(broken).rejects.toThrow("a mistake of ours");
  });

  it("has 8 bits", async () => {
    expect((await startKernel().run(() => 256 + 7)).status).toBe(7);
    expect((await startKernel().run(() => -1)).status).toBe(255);
  });
});

describe("numbers of processes", () => {
  it("go up, and are not given again while anybody bears them or is in their group", async () => {
    await startKernel().run(async (process, kernel) => {
      const leader = kernel.fork(process, () => 0, { group: "own" });
      const member = kernel.fork(process, (own) => kernel.sleep(own, 1e6).then(() => 0), { group: leader.pid });
      await waitFor(kernel, process, leader.pid);
      const seen = new Set<number>();
      for (let count = 0; count < 33_000; count++) {
        const { pid } = kernel.fork(process, () => 0);
        seen.add(pid);
        await waitFor(kernel, process, pid);
      }
      expect([seen.has(1), seen.has(process.pid), seen.has(leader.pid), seen.has(member.pid)]).toEqual([
        false,
        false,
        false,
        false,
      ]);
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([2, 32_767]);
      return 0;
    });
  });
});
