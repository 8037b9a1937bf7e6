import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { buffersOf, type SentDelta } from "../../src/volume/delta.ts";
import { packDelta, unpackDelta } from "../../src/volume/packed-delta.ts";
import { finish } from "../../src/volume/steps.ts";
import { file } from "./delta-samples.ts";
import { bytes, stateOf, volumeWith } from "./fixtures.ts";

const LIMITS = { maxFiles: 10_000, maxWorkspaceBytes: 10_000_000, maxFileBytes: 1_000_000 };

/** Sent as to another thread. */
function sent(delta: SentDelta): SentDelta {
  return structuredClone(delta, { transfer: buffersOf(delta) });
}

describe("a delta with much in it", () => {
  it("is packed in parts, and unpacked to the same", () => {
    const [original, replica] = [volumeWith(LIMITS), volumeWith(LIMITS)];
    original.mkdirp("/workspace/many/below");
    for (let index = 0; index < 2000; index++) original.writeFile(`/workspace/many/${index}`, bytes(`${index}\n`));
    original.symlink("many/7", "/workspace/link");
    original.link("/workspace/many/8", "/workspace/hard");
    original.writeFile("/workspace/large", new Uint8Array(200_000).fill(7));
    const first = packDelta(original.takeDelta());
    expect(first.packed?.length).toBeGreaterThan(4);
    // What is large goes as it is, without a copy.
    expect(first.inodes).toMatchObject([{ kind: "file", size: 200_000 }]);
    replica.apply(finish(unpackDelta(sent(first))));
    expect(stateOf(replica)).toEqual(stateOf(original));
    for (let index = 0; index < 1500; index++) original.unlink(`/workspace/many/${index}`);
    original.rename("/workspace/many", "/workspace/some");
    const second = packDelta(original.takeDelta());
    expect(second.packed?.length).toBeGreaterThan(3);
    replica.apply(finish(unpackDelta(sent(second))));
    expect(stateOf(replica)).toEqual(stateOf(original));
  });

  it("is unpacked, checked and applied in many steps", () => {
    const [original, replica] = [volumeWith(LIMITS), volumeWith(LIMITS)];
    for (let index = 0; index < 5000; index++) original.writeFile(`/workspace/${index}`, bytes("x"));
    const count = { unpacking: 0, checking: 0, applying: 0 };
    const counted = <Result>(name: keyof typeof count, steps: Generator<void, Result, void>): Result => {
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return step.value;
        count[name]++;
      }
    };
    const delta = counted("unpacking", unpackDelta(packDelta(original.takeDelta())));
    expect(counted("checking", replica.checking(delta))).toBe(5000);
    expect(stateOf(replica)).toEqual(stateOf(volumeWith(LIMITS)));
    counted("applying", replica.applying(delta));
    expect(stateOf(replica)).toEqual(stateOf(original));
    expect(count.unpacking).toBeGreaterThan(20);
    expect(count.checking).toBeGreaterThan(5000);
    expect(count.applying).toBeGreaterThan(5000);
  });
});

it("a small delta goes as it is", () => {
  const volume = volumeWith();
  volume.writeFile("/workspace/f", bytes("x"));
  const delta = volume.takeDelta();
  expect(packDelta(delta)).toBe(delta);
});

describe("what no delta was packed to is refused:", () => {
  it.each([
    ["no list", { a: 1 }],
    ["names without a directory", [{ kind: "more", removed: [], set: [] }]],
    ["a directory without names", [{ kind: "directory" }]],
    ["names that are no list", [{ kind: "more", removed: "x", set: [] }]],
  ])("%s", (_, part) => {
    expect(() => finish(unpackDelta({ inodes: [], packed: [serialize(part)] }))).toThrow(RangeError);
  });

  it.each([
    ["nothing", [null]],
    ["a file without a name", [file(99)]],
    ["an unknown kind", [{ kind: "socket" }]],
  ])("by the check, %s", (_, part) => {
    const volume = volumeWith();
    const delta = finish(unpackDelta({ inodes: [], packed: [serialize(part)] }));
    expect(() => volume.apply(delta)).toThrow(RangeError);
  });

  it("bytes that are none of V8's", () => {
    expect(() => finish(unpackDelta({ inodes: [], packed: [Uint8Array.of(1, 2, 3)] }))).toThrow();
  });
});
