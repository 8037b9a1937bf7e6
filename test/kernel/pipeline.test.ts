import { describe, expect, it } from "vitest";
import type { Kernel, UserProgram } from "../../runtimes/kernel/kernel.ts";
import type { Process } from "../../runtimes/kernel/process.ts";
import { startKernel } from "./kernel-fixture.ts";

/** Runs programs of the userland as a shell runs a pipeline. @returns how each of them ended */
async function pipeline(kernel: Kernel, process: Process, commands: readonly (readonly [string, ...string[]])[]) {
  const pids: number[] = [];
  let input = process.descriptors.get(0);
  for (const [index, args] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const pipe = isLast ? undefined : kernel.pipe();
    const child = kernel.fork(process, (own) => {
      own.args = args;
      return kernel.execute(own, `/usr/bin/${args[0]}`);
    });
    child.descriptors.set(0, input);
    if (pipe) {
      child.descriptors.set(1, pipe.writeEnd);
      input = pipe.readEnd;
    }
    pids.push(child.pid);
  }
  const ends: string[] = [];
  for (const pid of pids) {
    const ended = await kernel.wait(process, pid);
    ends.push(ended?.status.kind === "signalled" ? ended.status.signal : String(ended?.status.code));
  }
  return ends;
}

function running(...commands: readonly (readonly [string, ...string[]])[]): { program: UserProgram; ends: string[] } {
  const ends: string[] = [];
  return {
    ends,
    program: async (process, kernel) => {
      ends.push(...(await pipeline(kernel, process, commands)));
      return 0;
    },
  };
}

describe("a pipeline", () => {
  it("streams, and its writer is ended by SIGPIPE", async () => {
    const { program, ends } = running(["yes"], ["head", "-n", "1"]);
    expect(await startKernel().run(program)).toMatchObject({ stdout: "y\n", stderr: "", status: 0, limit: undefined });
    expect(ends).toEqual(["SIGPIPE", "0"]);
  });

  it("passes what is larger than a pipe, in order", async () => {
    const { program } = running(["seq", "100000"], ["cat"], ["sort", "-n"], ["wc", "-l"]);
    expect((await startKernel().run(program)).stdout).toBe("100000\n");
  });
});
