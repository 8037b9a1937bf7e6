import { beforeEach, expect, it } from "vitest";
import { ERRNO, OFLAGS, RIGHTS } from "../../runtimes/abi/preview1.ts";
import { type ProgramFiles, WINDOW_BYTES } from "../../runtimes/abi/program-files.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { CallContext } from "../../src/machine/process/call-context.ts";
import { DescriptorTable, DIRECTORY_RIGHTS, INHERITABLE_RIGHTS } from "../../src/machine/process/descriptors.ts";
import { createProgramFiles } from "../../src/machine/process/program-files.ts";
import { OpenContents } from "../../src/volume/file-content.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";
import { existing, FOLLOW } from "../../src/volume/walk.ts";
import { bytes } from "./fixtures.ts";

const system = createSystemLayout(["ls"]);
const REGISTERS = 16;
let volume: Volume;
let files: ProgramFiles;
let fd: number;
let window: Uint8Array;

/** A program that has /usr/lib open, as the system layout has it. */
beforeEach(() => {
  volume = new Volume(DEFAULT_LIMITS, system);
  window = new Uint8Array(WINDOW_BYTES);
  const registers = new BigInt64Array(REGISTERS);
  const descriptors = new DescriptorTable();
  const context = new CallContext({
    writer: volume.writer,
    descriptors,
    contents: new OpenContents(),
    registers,
    window,
    cancel: new Int32Array(1),
    kernel: () => {
      throw new Error("no process");
    },
    isProcess: () => false,
    deadlineMs: () => Number.POSITIVE_INFINITY,
    onOutOfTime: () => {},
    onQuota: () => {},
  });
  fd = descriptors.add({
    kind: "directory",
    link: existing(volume.writer.roots, "/usr/lib", FOLLOW.always),
    preopenName: "/lib",
    flags: 0,
    rights: DIRECTORY_RIGHTS,
    inheriting: INHERITABLE_RIGHTS,
  });
  files = createProgramFiles(context);
  registers[0] = RIGHTS.fdRead;
});

const listing = (): string => {
  expect(files.readdir(fd, WINDOW_BYTES, 0)).toBe(ERRNO.SUCCESS);
  return Buffer.from(window).toString("latin1");
};

it("a directory of the system layout that is open shows what has been made in it since", () => {
  volume.writeFile("/usr/lib/made", bytes("x"));
  expect(files.pathFilestat(fd, 0, "made")).toBe(ERRNO.SUCCESS);
  expect(files.open(fd, 0, "made", 0, 0)).toBe(ERRNO.SUCCESS);
  expect(listing()).toContain("made");
  volume.removeTree("/usr/lib/python3");
  expect(files.pathFilestat(fd, 0, "python3")).toBe(ERRNO.ENOENT);
});

it.each(["../bin/ls", "python3/../../bin/ls", "python3/../.."])("and %s does not lead out of it", (path) => {
  volume.chmod("/usr/lib/python3", 0o700);
  expect(files.pathFilestat(fd, 0, path)).toBe(ERRNO.EPERM);
});

it.each([
  ["is gone", () => {}],
  ["is another", () => volume.mkdir("/usr/lib")],
  ["is a file", () => volume.writeFile("/usr/lib", bytes("x"))],
  ["is a link", () => volume.symlink("/etc", "/usr/lib")],
])("nothing can be made in one that %s, and nothing comes back", (_, replace) => {
  volume.removeTree("/usr/lib");
  replace();
  const { usedInodes } = volume;
  expect(files.createDirectory(fd, "d")).toBe(ERRNO.ENOENT);
  expect(files.open(fd, 0, "f", OFLAGS.creat, 0)).toBe(ERRNO.ENOENT);
  expect(files.symlink("x", fd, "l")).toBe(ERRNO.ENOENT);
  expect(files.setMode(fd, 0o700)).toBe(ERRNO.EROFS);
  expect(files.readdir(fd, WINDOW_BYTES, 0)).toBe(ERRNO.SUCCESS);
  expect([volume.usedInodes, volume.exists("/usr/lib/python3")]).toEqual([usedInodes, false]);
  const replica = new Volume(DEFAULT_LIMITS, system);
  replica.apply(structuredClone(volume.takeDelta()));
  expect(replica.readdir("/usr")).toEqual(volume.readdir("/usr"));
});

it("its mode can be changed by its descriptor", () => {
  expect(files.setMode(fd, 0o700)).toBe(ERRNO.SUCCESS);
  expect(volume.stat("/usr/lib").mode).toBe(0o040700);
});
