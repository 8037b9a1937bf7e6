import { describe, expect, it } from "vitest";
import { PIPE_CAPACITY } from "../../runtimes/kernel/pipe.ts";
import { PipeBuffer } from "../../runtimes/kernel/pipe-buffer.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, readText, settle, spawn, waitFor, writeText } from "./system-calls.ts";

describe("a pipe", () => {
  it("holds 64 KiB, and makes a writer wait for room", async () => {
    await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(3, readEnd);
      process.descriptors.set(4, writeEnd);
      expect(process.write(4, new Uint8Array(PIPE_CAPACITY))).toBe(undefined);
      let isWritten = false;
      const writing = Promise.resolve(process.write(4, new Uint8Array([1, 2, 3]))).then(() => {
        isWritten = true;
      });
      await settle();
      expect(isWritten).toBe(false);
      expect(await process.read(3, PIPE_CAPACITY)).toHaveLength(PIPE_CAPACITY);
      await writing;
      expect(await process.read(3)).toEqual(new Uint8Array([1, 2, 3]));
      return 0;
    });
  });

  it("passes a write that is larger than itself in parts, before what others write then", async () => {
    await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(3, readEnd);
      process.descriptors.set(4, writeEnd);
      const large = Uint8Array.from({ length: 3 * PIPE_CAPACITY }, (_, index) => index % 251);
      const writing = [process.write(4, large), process.write(4, new Uint8Array([255]))];
      const got: number[] = [];
      while (got.at(-1) !== 255) got.push(...(await process.read(3, 10_000)));
      expect(got).toEqual([...large, 255]);
      await Promise.all(writing);
      return 0;
    });
  });

  it("never mixes small writes with others", async () => {
    const { run } = startKernel();
    const { stdout } = await run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      const pids = ["a", "b", "c"].map((letter) => {
        const child = kernel.fork(process, async (own) => {
          for (let line = 0; line < 100; line++) await own.print(`${letter.repeat(3000)}\n`);
          return 0;
        });
        child.descriptors.set(1, writeEnd);
        return child.pid;
      });
      const reader = spawn(kernel, process, ["cat"]);
      reader.descriptors.set(0, readEnd);
      for (const pid of pids) expect(await waitFor(kernel, process, pid)).toBe(0);
      await waitFor(kernel, process, reader.pid);
      return 0;
    });
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(300);
    expect(lines.filter((line) => line !== line.charAt(0).repeat(3000))).toEqual([]);
  });

  it("ends when the last writer has closed it, and wakes a reader that waits", async () => {
    await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(3, readEnd);
      process.descriptors.set(4, writeEnd);
      process.descriptors.duplicate(4, 5);
      await writeText(process, 4, "x");
      process.descriptors.close(4);
      expect(await readText(process, 3)).toBe("x");
      const reading = readText(process, 3);
      process.descriptors.close(5);
      expect([await reading, await readText(process, 3)]).toEqual(["", ""]);
      return 0;
    });
  });

  it("without readers ends its writer by SIGPIPE, or fails with EPIPE where that is ignored", async () => {
    const { run } = startKernel();
    const broken = await run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      process.descriptors.set(3, readEnd);
      process.descriptors.set(4, writeEnd);
      await process.write(4, new Uint8Array(PIPE_CAPACITY));
      process.setDisposition("SIGPIPE", "ignore");
      const waiting = codeOf(() => process.write(4, new Uint8Array(1)));
      process.descriptors.close(3);
      expect([await waiting, await codeOf(() => process.write(4, new Uint8Array(1)))]).toEqual(["EPIPE", "EPIPE"]);
      process.setDisposition("SIGPIPE", "default");
      await process.write(4, new Uint8Array(1));
      return 0;
    });
    expect(broken.ended).toEqual({ kind: "signalled", signal: "SIGPIPE" });
  });

  it("is open one way each, and has no offset", async () => {
    await startKernel().run(async (process, kernel) => {
      const { readEnd, writeEnd } = kernel.pipe();
      const { interruption } = process;
      expect(await codeOf(() => readEnd.write(new Uint8Array(1), interruption))).toBe("EBADF");
      expect(await codeOf(() => writeEnd.read(1, interruption))).toBe("EBADF");
      expect(await codeOf(() => readEnd.seek(0, "set"))).toBe("ESPIPE");
      expect(await codeOf(() => writeEnd.truncate(0))).toBe("EINVAL");
      expect(readEnd.status().mode & 0o170000).toBe(0o010000);
      expect(readEnd.path).toMatch(/^pipe:\[\d+\]$/);
      return 0;
    });
  });
});

describe("a pipe's buffer", () => {
  it("gives bytes in the order in which they came, however they are cut", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 0x7fffffff;
      return seed % below;
    };
    const buffer = new PipeBuffer();
    const [put, taken]: [number[], number[]] = [[], []];
    for (let step = 0; step < 5000; step++) {
      if (random(2) === 0) {
        const bytes = new Uint8Array(random(10) === 0 ? random(5000) : random(20)).fill(step);
        buffer.put(bytes);
        for (const byte of bytes) put.push(byte);
      } else for (const byte of buffer.take(1 + random(random(5) === 0 ? 6000 : 30))) taken.push(byte);
      expect(buffer.length).toBe(put.length - taken.length);
    }
    for (const byte of buffer.take(buffer.length)) taken.push(byte);
    expect(taken).toEqual(put);
  });

  it("doesn't change what it has given", () => {
    const buffer = new PipeBuffer();
    buffer.put(new Uint8Array([1, 2, 3]));
    const taken = buffer.take(3);
    buffer.put(new Uint8Array([9, 9, 9]));
    expect([...taken]).toEqual([1, 2, 3]);
  });
});
