import { describe, expect, it } from "vitest";
import { bytes, errnoOf, expectFailure, stateOf, textOf, volumeWith } from "./fixtures.ts";

describe("an operation of several steps that fails on the way", () => {
  it("leaves nothing of a copy that runs out of bytes, and what it overwrote as it was", () => {
    const volume = volumeWith({ maxWorkspaceBytes: 2000 });
    volume.mkdirp("/workspace/from/sub");
    volume.writeFile("/workspace/from/a", bytes("new a"));
    volume.symlink("elsewhere", "/workspace/from/link");
    volume.writeFile("/workspace/from/sub/big", new Uint8Array(900));
    volume.writeFile("/workspace/from/z", new Uint8Array(200));
    volume.mkdirp("/workspace/to/sub");
    volume.writeFile("/workspace/to/a", bytes("the old content of a"));
    volume.symlink("old target", "/workspace/to/link");
    volume.utimes("/workspace/to/a", 1000);
    volume.utimes("/workspace/to", 2000);
    expectFailure(volume, () => volume.copy("/workspace/from", "/workspace/to", true), "ENOSPC");
    expect(textOf(volume, "/workspace/to/a")).toBe("the old content of a");
    volume.unlink("/workspace/from/z");
    volume.copy("/workspace/from", "/workspace/to", true);
    expect(textOf(volume, "/workspace/to/a")).toBe("new a");
    expect(volume.readlink("/workspace/to/link")).toBe("elsewhere");
  });

  it("leaves nothing of a copy that runs out of files or meets something in its way", () => {
    const volume = volumeWith({ maxFiles: 8 });
    volume.mkdirp("/workspace/from/sub");
    for (const name of ["a", "b", "c"]) volume.writeFile(`/workspace/from/sub/${name}`, bytes(name));
    expectFailure(volume, () => volume.copy("/workspace/from", "/tmp/to", true), "ENOSPC");
    volume.mkdir("/tmp/to");
    volume.writeFile("/tmp/to/sub", bytes("in the way"));
    expectFailure(volume, () => volume.copy("/workspace/from", "/tmp/to", true), "ENOTDIR");
    volume.unlink("/tmp/to/sub");
    volume.unlink("/workspace/from/sub/c");
    volume.rmdir("/tmp/to");
    volume.copy("/workspace/from", "/tmp/to", true);
    expect(volume.usedInodes).toBe(8);
  });

  it("is undone on replicas, too: the next delta is the truth", () => {
    const volume = volumeWith({ maxWorkspaceBytes: 300 });
    const replica = volumeWith({ maxWorkspaceBytes: 300 });
    volume.mkdirp("/workspace/from");
    volume.symlink("x", "/workspace/from/1");
    volume.writeFile("/workspace/from/2", bytes("longer than before"));
    volume.writeFile("/workspace/from/3", new Uint8Array(200));
    volume.mkdirp("/workspace/to");
    volume.symlink("kept", "/workspace/to/1");
    volume.writeFile("/workspace/to/2", bytes("old"));
    replica.apply(structuredClone(volume.takeDelta()));
    volume.writeFile("/workspace/to/2", bytes(" and appended"), { append: true });
    expect(errnoOf(() => volume.copy("/workspace/from", "/workspace/to", true))).toBe("ENOSPC");
    replica.apply(structuredClone(volume.takeDelta()));
    expect(textOf(replica, "/workspace/to/2")).toBe("old and appended");
    expect(replica.readlink("/workspace/to/1")).toBe("kept");
    expect(stateOf(replica)).toEqual(stateOf(volume));
  });
});
