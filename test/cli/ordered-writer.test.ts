import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OrderedWriter } from "../../src/cli/ordered-writer.ts";

/** A reader who takes each chunk only when told to. */
class SlowSink extends Writable {
  readonly chunks: string[] = [];
  #accept: (() => void) | undefined;
  #offered = Promise.withResolvers<void>();

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(String(chunk));
    this.#accept = done;
    this.#offered.resolve();
  }

  /** Resolves when a chunk has been offered and taken. */
  async accept(): Promise<void> {
    await this.#offered.promise;
    this.#offered = Promise.withResolvers();
    this.#accept?.();
  }
}

function memorySink(): { sink: Writable; text: () => string } {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { sink, text: () => text };
}

describe("OrderedWriter", () => {
  let folder: string;
  const { TMPDIR } = process.env;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-ordered-"));
    process.env["TMPDIR"] = folder;
  });
  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
    await rm(folder, { recursive: true, force: true });
  });

  it("writes a line as soon as those before it are written", async () => {
    const { sink, text } = memorySink();
    using writer = new OrderedWriter(sink, 1000, vi.fn());
    writer.put(1, "b");
    expect(text()).toBe("");
    writer.put(0, "a");
    await writer.flush();
    expect(text()).toBe("a\nb\n");
    writer.put(3, "d");
    writer.put(2, "c");
    await writer.flush();
    expect(text()).toBe("a\nb\nc\nd\n");
  });

  it("keeps what is early in a file beyond a limit, which is gone afterwards", async () => {
    const { sink, text } = memorySink();
    const lines = Array.from({ length: 50 }, (_, index) => `ü${index}`.repeat(index % 7));
    {
      using writer = new OrderedWriter(sink, 20, vi.fn());
      for (let index = lines.length - 1; index >= 0; index--) {
        writer.put(index, lines[index] ?? "");
        if (index === 1) expect(await readdir(folder)).toHaveLength(1);
      }
      await writer.flush();
    }
    expect(text()).toBe(`${lines.join("\n")}\n`);
    expect(await readdir(folder)).toEqual([]);
  });

  it("waits for a slow reader", async () => {
    const sink = new SlowSink();
    using writer = new OrderedWriter(sink, 1000, vi.fn());
    for (const [index, line] of ["a", "b", "c"].entries()) writer.put(index, line);
    const flushed = writer.flush();
    expect([sink.chunks, sink.writableLength]).toEqual([["a\n"], 2]);
    for (const _ of "abc") await sink.accept();
    await flushed;
    expect(sink.chunks).toEqual(["a\n", "b\n", "c\n"]);
  });

  it("says once that a sink fails, and throws nothing", async () => {
    const onFault = vi.fn();
    const sink = new Writable({ write: (_chunk, _encoding, done) => done(new Error("full")) });
    using writer = new OrderedWriter(sink, 1000, onFault);
    for (const index of [0, 1, 2]) writer.put(index, "x".repeat(100_000));
    await writer.flush();
    await new Promise(setImmediate);
    writer.put(3, "x");
    await writer.flush();
    expect(onFault).toHaveBeenCalledTimes(1);
    expect(writer.fault?.message).toBe("full");
  });

  it("makes no file when there is no need", async () => {
    const { sink } = memorySink();
    using writer = new OrderedWriter(sink, 1000, vi.fn());
    writer.put(1, "b");
    expect(existsSync(folder) && (await readdir(folder))).toEqual([]);
  });
});
