import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { WORKSPACE_DIR } from "../../src/api/slot.ts";
import { OpenContents } from "../../src/volume/file-content.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { FOLLOW, walk } from "../../src/volume/walk.ts";
import { bytes, textOf, volumeWith } from "./fixtures.ts";

const MiB = 1024 * 1024;
const LARGE = { maxWorkspaceBytes: 256 * MiB, maxFileBytes: 128 * MiB, maxFiles: 100_000 };

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Buffers are given back some time after they were collected. */
async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    gc();
    await setImmediate();
  }
}

/** What is held after `work` and was not before, by a volume that is still there. */
async function heldBy(kind: "arrayBuffers" | "heapUsed", work: (volume: Volume) => void): Promise<number> {
  const volume = volumeWith(LARGE);
  await collectGarbage();
  const before = process.memoryUsage()[kind];
  work(volume);
  volume.takeDelta();
  await collectGarbage();
  const held = process.memoryUsage()[kind] - before;
  expect(volume.exists(WORKSPACE_DIR)).toBe(true);
  return held;
}

describe("what a volume holds is near what its quota counts", () => {
  it("after files were cut off", async () => {
    const held = await heldBy("arrayBuffers", (volume) => {
      for (let i = 0; i < 100; i++) {
        volume.writeFile(`/workspace/${i}`, new Uint8Array(MiB));
        volume.truncate(`/workspace/${i}`, 1);
      }
      expect(volume.usedBytes).toBe(100);
    });
    expect(held).toBeLessThan(MiB);
  });

  it("after a file was cut bit by bit", async () => {
    const held = await heldBy("arrayBuffers", (volume) => {
      volume.writeFile("/workspace/f", new Uint8Array(10 * MiB));
      for (let size = 10 * MiB; size > 5 * MiB; size -= 100_000) volume.truncate("/workspace/f", size);
    });
    expect(held).toBeLessThan(5.9 * MiB);
  });

  it("after a file grew by appends, and by truncate", async () => {
    const line = new Uint8Array(1000).fill(65);
    const held = await heldBy("arrayBuffers", (volume) => {
      for (let i = 0; i < 17_000; i++) volume.writeFile("/workspace/log", line, { append: true });
      volume.writeFile("/workspace/grown", bytes("x"));
      volume.truncate("/workspace/grown", 17_000_000);
    });
    expect(held).toBeLessThan(34_000_000 * 1.15);
  });

  it("after a program wrote a large file and many small ones, block by block", async () => {
    const SIZE = 17 * MiB;
    const held = await heldBy("arrayBuffers", (volume) => {
      const contents = new OpenContents();
      for (let i = 0; i < 100; i++) volume.writeFile(`/workspace/${i}`, new Uint8Array(0));
      const write = (name: number, size: number, block: Uint8Array): void => {
        const { link } = walk(volume.writer.roots, `/workspace/${name}`, FOLLOW.always);
        if (!link) throw new Error(`no file ${name}`);
        for (let at = 0; at < size; at += block.length) volume.writer.writeAt(link.getNode(), at, block, contents, "");
      };
      for (let i = 1; i < 100; i++) write(i, 66_000, new Uint8Array(1000));
      write(0, SIZE, new Uint8Array(65_536));
      contents.release();
      expect(volume.usedBytes).toBe(99 * 66_000 + SIZE);
    });
    expect(held).toBeLessThan((99 * 66_000 + SIZE) * 1.15);
  });

  it("though one byte in Node's buffer pool would hold 64 KiB", async () => {
    const held = await heldBy("arrayBuffers", (volume) => {
      for (let i = 0; i < 1000; i++) {
        volume.writeFile(`/workspace/${i}`, bytes("x"));
        for (let used = 0; used < 65_536; used += 4000) volume.writeFile("/workspace/filler", new Uint8Array(4000));
      }
    });
    expect(held).toBeLessThan(2 * MiB);
  });

  it("though a name is cut out of a long path", async () => {
    const make = (prefix: string) => (volume: Volume) => {
      for (let i = 0; i < 3000; i++) {
        const path = Buffer.from(`/workspace/${prefix}a-name-of-some-length-${i}`).toString("latin1");
        volume.writeFile(path, new Uint8Array(0));
      }
    };
    const short = await heldBy("heapUsed", make(""));
    const long = await heldBy("heapUsed", make("./".repeat(2000)));
    expect(long).toBeLessThan(short + 3 * MiB);
  });

  it("though files were made and removed all the time in one call", async () => {
    const volume = volumeWith(LARGE);
    volume.takeDelta();
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 40_000; i++) {
      volume.writeFile(`/workspace/a-name-that-is-never-used-again-${i}`, new Uint8Array(0));
      volume.unlink(`/workspace/a-name-that-is-never-used-again-${i}`);
    }
    await collectGarbage();
    // 40,000 names are some 4 MiB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1.5 * MiB);
    expect(volume.takeDelta().inodes).toMatchObject([{ kind: "directory", removed: [], set: [] }]);
  });

  it("in a delta, though files were made and removed all the time", () => {
    const volume = volumeWith(LARGE);
    volume.writeFile("/workspace/was-there", bytes("x"));
    volume.takeDelta();
    volume.unlink("/workspace/was-there");
    for (let i = 0; i < 1000; i++) {
      volume.writeFile(`/workspace/made-and-removed-${i}`, bytes("x"));
      volume.rename(`/workspace/made-and-removed-${i}`, `/workspace/moved-and-removed-${i}`);
      volume.unlink(`/workspace/moved-and-removed-${i}`);
      volume.mkdir(`/workspace/directory-${i}`);
      volume.removeTree(`/workspace/directory-${i}`);
    }
    expect(volume.takeDelta().inodes).toMatchObject([{ kind: "directory", removed: ["was-there"], set: [] }]);
  });
});

describe("a view of a content", () => {
  const content = "x".repeat(100_000);

  it.each<[string, (volume: Volume) => void]>([
    ["overwritten", (v) => v.writeFile("/workspace/f", bytes("y".repeat(100_000)))],
    ["appended to", (v) => v.writeFile("/workspace/f", bytes("yyy"), { append: true })],
    ["cut", (v) => v.truncate("/workspace/f", 10)],
    [
      "cut and appended to",
      (v) => {
        v.truncate("/workspace/f", 99_000);
        v.writeFile("/workspace/f", bytes("y".repeat(1000)), { append: true });
      },
    ],
    [
      "cut and extended",
      (v) => {
        v.truncate("/workspace/f", 99_000);
        v.truncate("/workspace/f", 100_000);
      },
    ],
    ["removed", (v) => v.unlink("/workspace/f")],
  ])("stays what it was when the file is %s", (_, change) => {
    for (const atOnce of [true, false]) {
      const volume = volumeWith({ maxFileBytes: MiB });
      // Appended to, it has capacity to spare.
      if (atOnce) volume.writeFile("/workspace/f", bytes(content));
      else
        for (const half of [0, 1])
          volume.writeFile("/workspace/f", bytes(content.slice(half * 50_000, half * 50_000 + 50_000)), {
            append: true,
          });
      const view = volume.readFile("/workspace/f");
      change(volume);
      expect(Buffer.from(view).toString()).toBe(content);
    }
  });

  it("of a template is shared by the slots, and no slot sees what another makes of it", () => {
    const template = volumeWith({ maxFileBytes: MiB });
    template.writeFile("/workspace/f", bytes(content));
    const delta = template.snapshot();
    const [first, second] = [volumeWith({ maxFileBytes: MiB }), volumeWith({ maxFileBytes: MiB })];
    first.apply(delta);
    second.apply(delta);
    first.truncate("/workspace/f", 99_999);
    first.writeFile("/workspace/f", bytes("first's secret"), { append: true });
    const third = volumeWith({ maxFileBytes: MiB });
    third.apply(delta);
    expect(textOf(second, "/workspace/f")).toBe(content);
    expect(textOf(third, "/workspace/f")).toBe(content);
    expect(textOf(first, "/workspace/f")).toBe(`${content.slice(0, 99_999)}first's secret`);
    // A later delta, applied to one volume, leaves the others as they are, too.
    const replica = volumeWith({ maxFileBytes: MiB });
    replica.apply(delta);
    second.truncate("/workspace/f", 50_000);
    second.writeFile("/workspace/f", bytes("second's"), { append: true });
    second.takeDelta();
    replica.apply({ inodes: [...first.takeDelta().inodes] });
    const fourth = volumeWith({ maxFileBytes: MiB });
    fourth.apply(delta);
    expect(textOf(fourth, "/workspace/f")).toBe(content);
  });
});
