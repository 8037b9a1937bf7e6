import { describe, expect, it } from "vitest";
import type { UserProgram } from "../../runtimes/kernel/kernel.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, waitFor } from "./system-calls.ts";

/** Prints its arguments, each in brackets. */
const show: UserProgram = async (process) => {
  await process.print(`${process.args.map((arg) => `[${arg}]`).join("")}\n`);
  return 4;
};

describe("execute", () => {
  it("runs a program of the userland by any name of its file", async () => {
    const { run, kernel } = startKernel({ programs: { show } });
    kernel.files.symlink("/usr/bin/show", "/workspace/link");
    for (const path of ["/usr/bin/show", "/bin/show", "/workspace/link"])
      expect(await run([path, "a"])).toMatchObject({ stdout: `[${path}][a]\n`, status: 4 });
  });

  it("runs scripts by their interpreters, which get one argument", async () => {
    const { run } = startKernel({
      programs: { show },
      files: {
        "/workspace/plain": "#!/usr/bin/show\nrest",
        "/workspace/argument": "#! /usr/bin/show  -a b \t\r\n",
        "/workspace/env": "#!/usr/bin/env show",
        "/workspace/split": "#!/usr/bin/env -S show -x y\n",
        "/workspace/nested": "#!/workspace/argument two\n",
        "/workspace/relative": "#!plain\n",
      },
    });
    const cases = {
      plain: "[/usr/bin/show][/workspace/plain][1]",
      argument: "[/usr/bin/show][-a b][/workspace/argument][1]",
      env: "[show][/workspace/env][1]",
      split: "[show][-x][y][/workspace/split][1]",
      nested: "[/usr/bin/show][-a b][/workspace/argument][two][/workspace/nested][1]",
      relative: "[/usr/bin/show][plain][/workspace/relative][1]",
    };
    for (const [name, stdout] of Object.entries(cases))
      expect(await run([`/workspace/${name}`, "1"])).toMatchObject({ stdout: `${stdout}\n`, stderr: "", status: 4 });
  });

  it("refuses what can't be run", async () => {
    const { run, kernel, volume } = startKernel({
      files: {
        "/workspace/text": "echo hi\n",
        "/workspace/lost": "#!/usr/bin/nothing\n",
        "/workspace/loop": "#!/workspace/loop\n",
        "/workspace/blank": "#! \n",
      },
    });
    volume.writeFile("/workspace/script", Buffer.from("echo hi\n"), { mode: 0o755 });
    await run(async (process) => {
      const codes = {
        "/workspace/none": "ENOENT",
        "/workspace/text/x": "ENOTDIR",
        "/workspace": "EACCES",
        "/workspace/text": "EACCES",
        "/workspace/script": "ENOEXEC",
        "/workspace/blank": "ENOEXEC",
        "/workspace/lost": "ENOENT",
        "/workspace/loop": "ELOOP",
      };
      for (const [path, code] of Object.entries(codes))
        expect([path, await codeOf(() => kernel.execute(process, path))]).toEqual([path, code]);
      process.args = ["true", "x".repeat(128 * 1024)];
      expect(await codeOf(() => kernel.execute(process, "/usr/bin/true"))).toBe("E2BIG");
      process.args = ["true", ...Array.from({ length: 300 }, () => "x".repeat(10_000))];
      expect(await codeOf(() => kernel.execute(process, "/usr/bin/true"))).toBe("E2BIG");
      process.args = ["true"];
      return kernel.execute(process, "/usr/bin/true");
    });
  });

  it("leaves a program's failures to the program", async () => {
    const { run } = startKernel();
    const { stdout, stderr } = await run(async (process, kernel) => {
      const { readEnd } = kernel.pipe();
      const children = [0, 1].map((target) => {
        const child = kernel.fork(process, async (own) => {
          own.args = ["yes"];
          const code = await kernel.execute(own, "/usr/bin/yes");
          await own.printError(`exits with ${code}\n`);
          return code;
        });
        if (target === 0) child.descriptors.set(1, kernel.files.open("/dev/full", { access: "write" }, 0));
        else child.descriptors.set(1, readEnd);
        return child.pid;
      });
      for (const pid of children) await process.print(`${await waitFor(kernel, process, pid)}\n`);
      return 0;
    });
    expect(stdout).toBe("1\n1\n");
    expect(stderr.split("\n").sort()).toEqual([
      "",
      "exits with 1",
      "exits with 1",
      "yes: standard output: Bad file descriptor",
      "yes: standard output: No space left on device",
    ]);
  });

  it("closes what is marked so", async () => {
    const { run } = startKernel({ programs: { descriptors: (process) => process.descriptors.numbers.length } });
    const { status } = await run((process, kernel) => {
      process.descriptors.add(kernel.pipe().readEnd, { closeOnExec: true });
      process.descriptors.add(kernel.pipe().readEnd);
      return kernel.execute(process, "/usr/bin/descriptors");
    });
    expect(status).toBe(4);
  });
});
