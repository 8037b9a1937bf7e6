import {
  appendFileSync,
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import fc from "fast-check";
import { PosixError } from "../../src/volume/posix-error.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { ModelError } from "./model-tree.ts";
import type { PosixModel } from "./posix-model.ts";

/** A file operation, as data. */
export type Operation =
  | { readonly op: "write" | "append"; readonly path: string; readonly data: readonly number[]; readonly mode: number }
  | { readonly op: "truncate"; readonly path: string; readonly size: number }
  | { readonly op: "mkdir"; readonly path: string; readonly mode: number }
  | { readonly op: "mkdirp" | "unlink" | "rmdir" | "removeTree"; readonly path: string }
  | { readonly op: "rename" | "link"; readonly from: string; readonly path: string }
  | { readonly op: "copy"; readonly from: string; readonly path: string; readonly recursive: boolean }
  | { readonly op: "symlink"; readonly target: string; readonly path: string }
  | { readonly op: "chmod"; readonly path: string; readonly mode: number }
  | { readonly op: "utimes"; readonly path: string; readonly mtimeMs: number; readonly follow: boolean };

/** "ok" or the errno. */
export type Answer = string;

/** Operations that meet each other: few names, few levels, also links, dots and trailing slashes. */
export function operations(bases: readonly string[]): fc.Arbitrary<Operation> {
  const name = fc.constantFrom("a", "b", "é");
  const component = fc.oneof({ weight: 15, arbitrary: name }, fc.constantFrom(".", ".."));
  const joined = (length: number) => fc.tuple(...new Array(length).fill(component)).map((names) => names.join("/"));
  const below = fc.oneof(
    { weight: 5, arbitrary: joined(1) },
    { weight: 4, arbitrary: joined(2) },
    { weight: 2, arbitrary: joined(3) },
    { weight: 1, arbitrary: joined(4) },
  );
  const slash = fc.oneof({ weight: 9, arbitrary: fc.constant("") }, fc.constantFrom("/", "//"));
  const base = fc.constantFrom(...bases);
  const path = fc.tuple(base, below, slash).map(([first, rest, last]) => `${first}/${rest}${last}`);
  const target = fc.oneof(
    fc.tuple(below, slash).map((parts) => parts.join("")),
    path,
  );
  const mode = fc.nat(0o777).map((bits) => bits | 0o700);
  const data = fc.oneof(
    fc.array(fc.nat(255), { maxLength: 40 }),
    fc
      .tuple(fc.nat(255), fc.integer({ min: 100, max: 400 }))
      .map(([byte, count]) => new Array<number>(count).fill(byte)),
  );
  const write = (op: "write" | "append") => fc.record({ op: fc.constant(op), path, data, mode });
  const named = (op: "mkdirp" | "unlink" | "rmdir" | "removeTree") => fc.record({ op: fc.constant(op), path });
  return fc.oneof(
    { weight: 3, arbitrary: write("write") },
    { weight: 2, arbitrary: write("append") },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("truncate" as const), path, size: fc.nat(600) }) },
    { weight: 4, arbitrary: fc.record({ op: fc.constant("mkdir" as const), path, mode }) },
    { weight: 2, arbitrary: named("mkdirp") },
    { weight: 2, arbitrary: named("unlink") },
    { weight: 1, arbitrary: named("rmdir") },
    { weight: 1, arbitrary: named("removeTree") },
    { weight: 5, arbitrary: fc.record({ op: fc.constant("rename" as const), from: path, path }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("link" as const), from: path, path }) },
    { weight: 3, arbitrary: fc.record({ op: fc.constant("symlink" as const), target, path }) },
    {
      weight: 2,
      arbitrary: fc.record({ op: fc.constant("copy" as const), from: path, path, recursive: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("chmod" as const), path, mode }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant("utimes" as const),
        path,
        mtimeMs: fc.integer({ min: -1e9, max: 4e12 }),
        follow: fc.boolean(),
      }),
    },
  );
}

export function runOnVolume(volume: Volume, operation: Operation): Answer {
  return answerOf(() => {
    switch (operation.op) {
      case "write":
      case "append":
        return volume.writeFile(operation.path, Uint8Array.from(operation.data), {
          mode: operation.mode,
          append: operation.op === "append",
        });
      case "truncate":
        return volume.truncate(operation.path, operation.size);
      case "mkdir":
        return volume.mkdir(operation.path, operation.mode);
      case "rename":
      case "link":
        return volume[operation.op](operation.from, operation.path);
      case "copy":
        return volume.copy(operation.from, operation.path, operation.recursive);
      case "symlink":
        return volume.symlink(operation.target, operation.path);
      case "chmod":
        return volume.chmod(operation.path, operation.mode);
      case "utimes":
        return volume.utimes(operation.path, operation.mtimeMs, { follow: operation.follow });
      default:
        return volume[operation.op](operation.path);
    }
  });
}

export function runOnModel(model: PosixModel, operation: Operation): Answer {
  return answerOf(() => {
    switch (operation.op) {
      case "write":
      case "append":
        return model.write(operation.path, operation.data, operation.mode, operation.op === "append");
      case "truncate":
        return model.truncate(operation.path, operation.size);
      case "mkdir":
        return model.mkdir(operation.path, operation.mode);
      case "rename":
      case "link":
        return model[operation.op](operation.from, operation.path);
      case "copy":
        return model.copy(operation.from, operation.path, operation.recursive);
      case "symlink":
        return model.symlink(operation.target, operation.path);
      case "chmod":
        return model.chmod(operation.path, operation.mode);
      case "utimes":
        return model.utimes(operation.path, operation.mtimeMs, operation.follow);
      default:
        return model[operation.op](operation.path);
    }
  });
}

/** Operations that are one system call, and so have an answer of the kernel's own. */
export function isSystemCall(operation: Operation): boolean {
  return !["mkdirp", "removeTree", "copy"].includes(operation.op);
}

/** Runs a system call on the real file system, below `root`. Needs umask 0. */
export function runOnKernel(root: string, operation: Operation): Answer {
  const path = root + operation.path;
  return answerOf(() => {
    switch (operation.op) {
      case "write":
        return writeFileSync(path, Uint8Array.from(operation.data), { mode: operation.mode });
      case "append":
        return appendFileSync(path, Uint8Array.from(operation.data), { mode: operation.mode });
      case "truncate":
        return truncateSync(path, operation.size);
      case "mkdir":
        mkdirSync(path, { mode: operation.mode });
        return;
      case "unlink":
        return unlinkSync(path);
      case "rmdir":
        return rmdirSync(path);
      case "rename":
        return renameSync(root + operation.from, path);
      case "link":
        return linkSync(root + operation.from, path);
      case "symlink":
        return symlinkSync(operation.target.startsWith("/") ? root + operation.target : operation.target, path);
      case "chmod":
        return chmodSync(path, operation.mode);
      case "utimes":
        return (operation.follow ? utimesSync : lutimesSync)(path, 0, operation.mtimeMs / 1000);
      default:
        throw new Error(`${operation.op} is no system call`);
    }
  });
}

function answerOf(operation: () => unknown): Answer {
  try {
    operation();
    return "ok";
  } catch (error) {
    if (error instanceof PosixError || error instanceof ModelError) return error.code;
    // Linux says EBUSY where POSIX lets it say EINVAL: renaming `.` and `..`.
    if (error instanceof Error && "syscall" in error && "code" in error)
      return error.code === "EBUSY" ? "EINVAL" : String(error.code);
    throw error;
  }
}
