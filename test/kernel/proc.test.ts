import { expect, it } from "vitest";
import type { FileSystem, Kernel } from "../../runtimes/kernel/kernel.ts";
import type { Process } from "../../runtimes/kernel/process.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf } from "./system-calls.ts";

async function inside(test: (files: FileSystem, process: Process, kernel: Kernel) => unknown): Promise<void> {
  await startKernel({ files: { "/workspace/f": "abc" } }).run(async (process, kernel) => {
    await test(kernel.filesOf(process), process, kernel);
    return 0;
  });
}

const text = (files: FileSystem, path: string): string => Buffer.from(files.readFile(path)).toString();

it("a process reads of itself in /proc", async () => {
  await inside((files, process) => {
    process.args = ["tool", "-x", "ä"];
    process.env = new Map([
      ["A", "1"],
      ["B", "two words"],
    ]);
    expect(text(files, "/proc/self/cmdline")).toBe("tool\0-x\0ä\0");
    expect(text(files, "/proc/self/environ")).toBe("A=1\0B=two words\0");
    expect(text(files, "/proc/self/status")).toContain(`\nPid:\t${process.pid}\nPPid:\t1\n`);
    expect(text(files, "/proc/self/stat").trim().split(" ")).toHaveLength(52);
    expect(text(files, "/proc/self/limits")).toContain("Max open files            1024                 1024");
    expect(files.readlink("/proc/self")).toBe(String(process.pid));
    expect(files.readlink("/proc/self/cwd")).toBe("/workspace");
    expect(text(files, "/proc/self/cwd/f")).toBe("abc");
    expect(text(files, "/proc/self/root/workspace/f")).toBe("abc");
    expect(files.realpath("/proc/thread-self/")).toBe(`/proc/${process.pid}`);
    expect(text(files, "/proc/mounts")).toMatch(/^slotfs \/ slotfs rw/);
  });
});

it("a process sees the others in /proc, until they are waited for", async () => {
  await inside(async (files, process, kernel) => {
    const child = kernel.fork(process, async (own) => {
      own.args = ["sleep", "9"];
      await kernel.sleep(own, 9000);
      return 0;
    });
    await kernel.sleep(process, 1);
    const path = `/proc/${child.pid}`;
    expect(text(files, `${path}/cmdline`)).toBe("sleep\u00009\0");
    expect(text(files, `${path}/status`)).toContain("State:\tS (sleeping)");
    expect(files.readdir("/proc").map(({ name }) => name)).toEqual(
      expect.arrayContaining([String(child.pid), "self", "version"]),
    );
    kernel.kill(child.pid, "SIGTERM");
    await kernel.sleep(process, 1);
    expect(text(files, `${path}/stat`)).toMatch(/^\d+ \(.*\) Z /);
    await kernel.wait(process, child.pid);
    expect(files.exists(path)).toBe(false);
    expect(await codeOf(() => files.stat(`${path}/status`))).toBe("ENOENT");
  });
});

it("the machine's files change as it runs, and none can be written to", async () => {
  await inside(async (files) => {
    expect(text(files, "/proc/uptime")).toMatch(/^\d+\.\d\d \d+\.\d\d\n$/);
    expect(text(files, "/proc/loadavg")).toMatch(/^0\.00 0\.00 0\.00 \d+\/1 \d+\n$/);
    const uuid = (): string => text(files, "/proc/sys/kernel/random/uuid");
    expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/);
    expect(uuid()).not.toBe(uuid());
    for (const path of ["/proc/self/status", "/proc/uptime", "/proc/self/new", "/proc/new"])
      expect(await codeOf(() => files.open(path, { access: "write", create: true }, 0o644))).toMatch(/EROFS|ENOENT/);
    for (const change of [
      () => files.unlink("/proc/self/status"),
      () => files.mkdir("/proc/self/d", 0o755),
      () => files.rename("/workspace/f", "/proc/self/comm"),
      () => files.chmod("/proc/self/comm", 0o777),
    ])
      expect(await codeOf(change)).toMatch(/EROFS|ENOENT/);
    expect(await codeOf(() => files.readdir("/proc/self/status"))).toBe("ENOTDIR");
    expect(await codeOf(() => files.stat("/proc/self/status/x"))).toBe("ENOENT");
  });
});

it("links that lead to themselves end", async () => {
  await inside(async (files, process) => {
    process.cwd = "/proc/self/cwd";
    expect(await codeOf(() => files.stat("/proc/self/cwd/x"))).toBe("ENOENT");
  });
});
