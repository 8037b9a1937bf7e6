import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileSystem, OpenFlags } from "../../runtimes/kernel/kernel.ts";
import type { Process } from "../../runtimes/kernel/process.ts";
import { SystemError } from "../../runtimes/kernel/system-error.ts";
import { startKernel } from "./kernel-fixture.ts";

const NAMES = ["a", "b", "c"];
const FLAGS: Readonly<Record<string, OpenFlags>> = {
  r: { access: "read" },
  "r+": { access: "both" },
  w: { access: "write", create: true, truncate: true },
  "w+": { access: "both", create: true, truncate: true },
  wx: { access: "write", create: true, exclusive: true },
  a: { access: "write", create: true, append: true },
  "a+": { access: "both", create: true, append: true },
};

type Step =
  | { readonly op: "open"; readonly name: string; readonly flags: string }
  | { readonly op: "close" | "read"; readonly slot: number; readonly size: number }
  | { readonly op: "write" | "truncate"; readonly slot: number; readonly size: number }
  | { readonly op: "unlink"; readonly name: string }
  | { readonly op: "rename"; readonly name: string; readonly to: string };

const name = fc.constantFrom(...NAMES);
const slot = fc.nat({ max: 5 });
const size = fc.integer({ min: 1, max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant("open" as const), name, flags: fc.constantFrom(...Object.keys(FLAGS)) }),
  fc.record({ op: fc.constantFrom("read" as const, "read" as const, "read" as const, "close" as const), slot, size }),
  fc.record({ op: fc.constantFrom("write" as const, "write" as const, "truncate" as const), slot, size }),
  fc.record({ op: fc.constant("write" as const), slot, size }),
  fc.oneof(
    fc.record({ op: fc.constant("unlink" as const), name }),
    fc.record({ op: fc.constant("rename" as const), name, to: name }),
  ),
);

/** What open files can do, of Linux or of ours. Descriptors are told by the order in which they were opened. */
interface Files {
  open(name: string, flags: string): number;
  close(fd: number): void;
  read(fd: number, bytes: number): string;
  write(fd: number, bytes: Uint8Array): void;
  truncate(fd: number, size: number): void;
  unlink(name: string): void;
  rename(name: string, to: string): void;
  contents(): Record<string, string>;
}

function linux(root: string): Files {
  return {
    open: (file, flags) => openSync(join(root, file), flags),
    close: closeSync,
    read: (fd, bytes) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.toString("latin1", 0, readSync(fd, buffer, 0, bytes, null));
    },
    write: (fd, bytes) => void writeSync(fd, bytes),
    truncate: ftruncateSync,
    unlink: (file) => unlinkSync(join(root, file)),
    rename: (file, to) => renameSync(join(root, file), join(root, to)),
    contents: () =>
      Object.fromEntries(
        readdirSync(root)
          .sort()
          .map((file) => [file, readFileSync(join(root, file), "latin1")]),
      ),
  };
}

function ours(process: Process, files: FileSystem): Files {
  return {
    open: (file, flags) => process.descriptors.add(files.open(file, FLAGS[flags] ?? { access: "read" }, 0o666)),
    close: (fd) => process.descriptors.close(fd),
    read: (fd, bytes) => {
      const read = process.descriptors.get(fd).read(bytes, process.interruption);
      return read instanceof Promise ? "waits" : Buffer.from(read).toString("latin1");
    },
    write: (fd, bytes) => void process.descriptors.get(fd).write(bytes, process.interruption),
    truncate: (fd, bytes) => process.descriptors.get(fd).truncate(bytes),
    unlink: (file) => files.unlink(file),
    rename: (file, to) => files.rename(file, to),
    contents: () =>
      Object.fromEntries(
        files
          .readdir(process.cwd)
          .map((entry) => entry.name)
          .sort()
          .map((file) => [file, Buffer.from(files.readFile(file)).toString("latin1")]),
      ),
  };
}

/** @returns what each step gives, and what the files hold after it */
function play(files: Files, steps: readonly Step[]): unknown[] {
  const open: number[] = [];
  for (const file of NAMES) {
    const fd = files.open(file, "w");
    files.write(fd, new Uint8Array(20).fill(97));
    files.close(fd);
  }
  const done = steps.map((one, index) => [attempt(() => take(files, open, one, index)), files.contents()]);
  for (const fd of open) files.close(fd);
  return done;
}

function take(files: Files, open: number[], one: Step, index: number): unknown {
  switch (one.op) {
    case "open":
      open.push(files.open(one.name, one.flags));
      return "opened";
    case "unlink":
      return files.unlink(one.name);
    case "rename":
      return files.rename(one.name, one.to);
  }
  const slot = one.slot % Math.max(1, open.length);
  const fd = open[slot];
  if (fd === undefined) return "none";
  if (one.op === "close") {
    open.splice(slot, 1);
    return files.close(fd);
  }
  if (one.op === "read") return files.read(fd, one.size);
  if (one.op === "truncate") return files.truncate(fd, one.size);
  return files.write(fd, new Uint8Array(one.size).fill(65 + (index % 26)));
}

function attempt(operation: () => unknown): unknown {
  try {
    return operation();
  } catch (error) {
    if (error instanceof SystemError) return error.code;
    return (error as NodeJS.ErrnoException).code ?? error;
  }
}

// The reference is the kernel that runs the tests, which is Linux's.
describe.runIf(process.platform === "linux")("open files", () => {
  it("do what Linux's do", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), async (steps) => {
        const root = mkdtempSync(join(tmpdir(), "slotbox-open-files-"));
        try {
          await startKernel().run((own, kernel) => {
            expect(play(ours(own, kernel.filesOf(own)), steps)).toEqual(play(linux(root), steps));
            return 0;
          });
        } finally {
          rmSync(root, { recursive: true });
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
