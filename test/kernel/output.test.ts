import { describe, expect, it } from "vitest";
import { startKernel } from "./kernel-fixture.ts";
import { settle, spawn, waitFor, writeText } from "./system-calls.ts";

describe("what a call prints", () => {
  it("reaches the host as it is printed", async () => {
    const { kernel, clock } = startKernel();
    const printed: string[] = [];
    const call = kernel.begin({
      program: async (process) => {
        await process.print("one");
        await process.printError("two");
        await kernel.sleep(process, 1000);
        await process.print("three");
        return 0;
      },
      args: ["x"],
      env: new Map(),
      cwd: "/",
      stdout: (bytes) => printed.push(`1 ${new TextDecoder().decode(bytes)}`),
      stderr: (bytes) => printed.push(`2 ${new TextDecoder().decode(bytes)}`),
      maxOutputBytes: 100,
      deadlineMs: clock.now() + 1e6,
    });
    await settle();
    expect(printed).toEqual(["1 one", "2 two"]);
    expect(await call.ended).toEqual({ kind: "exited", code: 0 });
    expect(printed).toEqual(["1 one", "2 two", "1 three"]);
  });

  it("ends at the limit of both streams together, to the byte, and everything with it", async () => {
    const { run, kernel } = startKernel();
    const ran = await run(
      async (process) => {
        process.setDisposition("SIGTERM", "ignore");
        spawn(kernel, process, ["sleep", "1000"]);
        const { pid } = spawn(kernel, process, ["yes"]);
        await writeText(process, 2, "warned");
        await waitFor(kernel, process, pid);
        return 0;
      },
      { maxOutputBytes: 50_000 },
    );
    expect(ran).toMatchObject({ stderr: "warned", ended: { signal: "SIGKILL" }, limit: "output" });
    expect(ran.stdout).toBe("y\n".repeat(24_997));
    expect(kernel.processes).toEqual([]);
  });

  it("may be as much as the limit", async () => {
    const ran = await startKernel().run(["/usr/bin/echo", "12345"], { maxOutputBytes: 6 });
    expect(ran).toMatchObject({ stdout: "12345\n", status: 0, limit: undefined });
  });

  it("may be bytes that are not UTF-8", async () => {
    const ran = await startKernel().run(["/usr/bin/cat"], { stdin: new Uint8Array([0xff, 0x61, 0xc3]) });
    expect(ran.stdout).toBe("\udcffa\udcc3");
    expect((await startKernel().run(["/usr/bin/echo", "\udcff\udce9é"])).stdout).toBe("\udcff\udce9é\n");
  });
});

describe("what a call leaves running", () => {
  it("gets SIGHUP, for which it may have a handler, and is killed after a while", async () => {
    const { run, kernel } = startKernel();
    const handled: string[] = [];
    await run(async (process) => {
      process.descriptors.set(3, kernel.files.open("/workspace/log", { access: "write", create: true }, 0o644));
      for (const hasHandler of [true, false]) {
        kernel.fork(process, async (own) => {
          if (hasHandler) own.setDisposition("SIGHUP", (signal) => void handled.push(signal));
          else own.setDisposition("SIGHUP", "ignore");
          own.setDisposition("SIGTERM", "ignore");
          for (;;) {
            await kernel.sleep(own, 1e6).catch(() => undefined);
            await own.checkpoint();
          }
        });
      }
      await settle();
      return 0;
    });
    expect([handled, kernel.processes]).toEqual([["SIGHUP"], []]);
  });
});
