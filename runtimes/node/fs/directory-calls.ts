import { DIRENT_BYTES, ERRNO, FILETYPE, LOOKUP_FOLLOW } from "../../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../../abi/program-files.ts";
import { codecNamed } from "../codecs.ts";
import { currentDirectory, fromRoot, ROOT_FD } from "../file-access.ts";
import { machine, register } from "../machine.ts";
import { constant } from "../node-facts.ts";
import { decode, encodeUtf8 } from "../utf8.ts";
import type { FsCall } from "./file-calls.ts";
import { check, FsFailure, open, type Path, pathText } from "./file-calls.ts";
import { FileHandle } from "./file-handle.ts";

const fsConstants = constant<Record<string, number>>("constants", "fs");

/** Kinds of Node's directory entries. */
const DIRENT: Readonly<Record<number, number>> = {
  [FILETYPE.regularFile]: 1,
  [FILETYPE.directory]: 2,
  [FILETYPE.symbolicLink]: 3,
  [FILETYPE.characterDevice]: 6,
};

export interface Entry {
  readonly name: string;
  readonly type: number;
}

export function list(path: string, syscall = "scandir"): Entry[] {
  const fd = open(path, fsConstants["O_DIRECTORY"] ?? 0, syscall);
  const { files, window } = machine();
  const entries: Entry[] = [];
  try {
    let cookie = 0;
    for (;;) {
      check(files.readdir(fd, WINDOW_BYTES, cookie), syscall, path);
      const bytes = window.slice(0, register(0));
      const view = new DataView(bytes.buffer);
      let at = 0;
      while (at + DIRENT_BYTES <= bytes.length) {
        const length = view.getUint32(at + 16, true);
        const end = at + DIRENT_BYTES + length;
        if (end > bytes.length) break;
        const name = decode(bytes.subarray(at + DIRENT_BYTES, end));
        if (name !== "." && name !== "..") entries.push({ name, type: DIRENT[view.getUint8(at + 20)] ?? 0 });
        cookie = Number(view.getBigUint64(at, true));
        at = end;
      }
      if (bytes.length < WINDOW_BYTES) break;
    }
  } finally {
    files.close(fd);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A name in the encoding that was asked for. */
export function encoded(name: string, encoding: unknown): unknown {
  if (encoding === "buffer")
    return (globalThis as unknown as { Buffer: { from(bytes: Uint8Array): unknown } }).Buffer.from(encodeUtf8(name));
  return encoding === undefined || encoding === "utf8" || encoding === null
    ? name
    : codecNamed(encoding).decode(encodeUtf8(name));
}

function exists(path: string): "directory" | "other" | undefined {
  if (machine().files.pathFilestat(ROOT_FD, 0, fromRoot(path)) !== ERRNO.SUCCESS) return undefined;
  return register(FILESTAT.filetype) === FILETYPE.directory ? "directory" : "other";
}

/** @returns the first directory it made, if it made any */
export function makeDirectory(path: string, mode: number, recursive: boolean): string | undefined {
  const { files } = machine();
  const make = (at: string): number => {
    const errno = files.createDirectory(ROOT_FD, fromRoot(at));
    if (errno === ERRNO.SUCCESS && mode !== 0o777) files.pathSetMode(ROOT_FD, 0, fromRoot(at), mode & ~0o022);
    return errno;
  };
  if (!recursive) {
    check(make(path), "mkdir", path);
    return undefined;
  }
  const missing: string[] = [];
  const start = path.startsWith("/") ? "" : `${currentDirectory()}/`;
  let at = `${start}${path}`.replace(/\/+$/, "") || "/";
  for (;;) {
    const errno = files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(at));
    if (errno === ERRNO.SUCCESS) {
      if (register(FILESTAT.filetype) === FILETYPE.directory) break;
      throw new FsFailure(missing.length === 0 ? "EEXIST" : "ENOTDIR", "mkdir", path);
    }
    if (errno !== ERRNO.ENOENT) throw new FsFailure(errno, "mkdir", path);
    missing.unshift(at);
    at = at.slice(0, at.lastIndexOf("/")) || "/";
  }
  for (const directory of missing) check(make(directory), "mkdir", path);
  return missing[0]?.slice(start.length);
}

function removeTree(path: string): void {
  if (exists(path) === "directory") {
    for (const { name } of list(path)) removeTree(`${path}/${name}`);
    check(machine().files.removeDirectory(ROOT_FD, fromRoot(path)), "rmdir", path);
  } else check(machine().files.unlink(ROOT_FD, fromRoot(path)), "unlink", path);
}

const MAX_LINKS = 40;

function readLink(path: string, syscall = "readlink"): string {
  const { files, window } = machine();
  check(files.readlink(ROOT_FD, fromRoot(path), WINDOW_BYTES), syscall, path);
  return decode(window.slice(0, register(0)));
}

function realPath(path: string): string {
  let rest = (path.startsWith("/") ? path : `${currentDirectory()}/${path}`).split("/");
  let real: string[] = [];
  let links = 0;
  while (rest.length > 0) {
    const [part = ""] = rest;
    rest = rest.slice(1);
    if (part === "" || part === ".") continue;
    if (part === "..") {
      real.pop();
      continue;
    }
    const at = `/${[...real, part].join("/")}`;
    const errno = machine().files.pathFilestat(ROOT_FD, 0, fromRoot(at));
    if (errno !== ERRNO.SUCCESS) throw new FsFailure(errno, "realpath", path);
    if (register(FILESTAT.filetype) !== FILETYPE.symbolicLink) {
      real.push(part);
      continue;
    }
    if (++links > MAX_LINKS) throw new FsFailure("ELOOP", "realpath", path);
    const target = readLink(at, "realpath");
    if (target.startsWith("/")) real = [];
    rest = [...target.split("/"), ...rest];
  }
  return `/${real.join("/")}`;
}

function uniqueDirectory(prefix: string): string {
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const { files, window } = machine();
  for (let attempt = 0; attempt < 100; attempt++) {
    files.random(6);
    const suffix = [...window.subarray(0, 6)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
    const errno = files.createDirectory(ROOT_FD, fromRoot(prefix + suffix));
    if (errno === ERRNO.SUCCESS) return prefix + suffix;
    if (errno !== ERRNO.EEXIST) throw new FsFailure(errno, "mkdtemp", `${prefix}XXXXXX`);
  }
  throw new FsFailure("EEXIST", "mkdtemp", `${prefix}XXXXXX`);
}

function recursively(base: string, encoding: unknown, withTypes: boolean): unknown {
  const names: unknown[] = [];
  const types: number[] = [];
  /** How many entries each directory has, of which the first is the base itself. */
  const counts: number[] = [];
  const directories: string[] = [];
  const queue = [""];
  for (let below = queue.shift(); below !== undefined; below = queue.shift()) {
    const directory = below === "" ? base : `${base}/${below}`;
    const entries = list(directory);
    counts.push(entries.length);
    directories.push(below);
    for (const { name, type } of entries) {
      const path = below === "" ? name : `${below}/${name}`;
      names.push(withTypes ? encoded(name, encoding) : encoded(path, encoding));
      types.push(type);
      if (type === DIRENT[FILETYPE.directory]) queue.push(path);
    }
  }
  return withTypes ? [names, types, counts, directories] : names;
}

const call = (request: number, run: (...args: never[]) => unknown): FsCall => ({ request, run });

/** The calls for directories and links, by the names of Node's binding. */
export const directoryCalls: Readonly<Record<string, FsCall>> = {
  readdir: call(3, (path: Path, encoding: unknown, withTypes: boolean) => {
    const entries = list(pathText(path));
    const names = entries.map(({ name }) => encoded(name, encoding));
    return withTypes ? [names, entries.map(({ type }) => type)] : names;
  }),
  readdirRecursive: call(3, (path: Path, encoding: unknown, withTypes: boolean) =>
    recursively(pathText(path).replace(/(.)\/+$/, "$1"), encoding, withTypes),
  ),
  mkdir: call(3, (path: Path, mode: number, recursive: boolean) => makeDirectory(pathText(path), mode, recursive)),
  mkdtemp: call(2, (prefix: Path, encoding: unknown) => encoded(uniqueDirectory(pathText(prefix)), encoding)),
  rmdir: call(1, (path: Path) => {
    const text = pathText(path);
    check(machine().files.removeDirectory(ROOT_FD, fromRoot(text)), "rmdir", text);
  }),
  rmSync: call(9, (path: Path, _retries: number, recursive: boolean) => {
    const text = pathText(path);
    if (exists(text) === "directory" && !recursive)
      throw Object.assign(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${text}`), {
        code: "ERR_FS_EISDIR",
      });
    // Whether the file may be missing has been checked by Node before it calls.
    if (exists(text) !== undefined) removeTree(text);
  }),
  readlink: call(2, (path: Path, encoding: unknown) => encoded(readLink(pathText(path)), encoding)),
  realpath: call(2, (path: Path, encoding: unknown) => encoded(realPath(pathText(path)), encoding)),
  openFileHandle: call(
    3,
    (path: Path, flags: number, mode: number) => new FileHandle(open(pathText(path), flags, "open", mode)),
  ),
};
