import { ERRNO, FDFLAGS, FILETYPE, FSTFLAGS, LOOKUP_FOLLOW, OFLAGS, RIGHTS } from "../../abi/preview1.ts";
import { FILESTAT } from "../../abi/program-files.ts";
import { asBytes } from "../bytes.ts";
import { fromRoot, kindOf, ROOT_FD } from "../file-access.ts";
import { machine, register } from "../machine.ts";
import { constant } from "../node-facts.ts";
import { decode } from "../utf8.ts";
import { uvException, uvNumber } from "../uv.ts";
import { fileSystemFields, statusFields } from "./status-fields.ts";

/** What a call of the binding `fs` does, and which of its arguments says how to answer. */
export interface FsCall {
  readonly request: number;
  /** Whether it may have to wait for what its first argument, a descriptor, has to read. */
  readonly reads?: boolean;
  run(...args: never[]): unknown;
}

/** A call that did not succeed, before it is made an error of Node's. */
export class FsFailure {
  readonly errno: number | string;
  readonly syscall: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;
  constructor(errno: number | string, syscall: string, path?: string, dest?: string) {
    this.errno = errno;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
  }
  asUvException(): Error {
    return uvException(this.errno, this.syscall, this.path, this.dest);
  }
}

export type Path = string | Uint8Array;

export function pathText(path: Path): string {
  return typeof path === "string" ? path : decode(asBytes(path));
}

export function check(errno: number, syscall: string, path?: string, dest?: string): void {
  if (errno !== ERRNO.SUCCESS) throw new FsFailure(errno, syscall, path, dest);
}

const fsConstants = constant<Record<string, number>>("constants", "fs");
const O = (name: string): number => fsConstants[name] ?? 0;

const DEFAULT_MODE = 0o666;
const UMASK = 0o022;
const READ_RIGHTS = RIGHTS.fdRead | RIGHTS.fdReaddir | RIGHTS.pathOpen;
const WRITE_RIGHTS =
  RIGHTS.fdWrite |
  RIGHTS.fdAllocate |
  RIGHTS.fdFilestatSetSize |
  RIGHTS.fdDatasync |
  RIGHTS.fdSync |
  RIGHTS.fdFdstatSetFlags;
const COMMON_RIGHTS =
  RIGHTS.fdSeek | RIGHTS.fdTell | RIGHTS.fdFilestatGet | RIGHTS.fdFilestatSetTimes | RIGHTS.fdAdvise;

/** @returns a descriptor */
export function open(path: string, flags: number, syscall = "open", mode = DEFAULT_MODE): number {
  const setsMode = mode !== DEFAULT_MODE && (flags & O("O_CREAT")) !== 0 && kindOf(path) === undefined;

  const access = flags & 3;
  const reads = access !== O("O_WRONLY");
  const writes = access !== O("O_RDONLY");
  const { files, registers } = machine();
  registers[0] = COMMON_RIGHTS | (reads ? READ_RIGHTS : 0n) | (writes ? WRITE_RIGHTS : 0n);
  registers[1] = 0n;
  const openFlags =
    (flags & O("O_CREAT") ? OFLAGS.creat : 0) |
    (flags & O("O_EXCL") ? OFLAGS.excl : 0) |
    (flags & O("O_TRUNC") ? OFLAGS.trunc : 0) |
    (flags & O("O_DIRECTORY") ? OFLAGS.directory : 0);
  const lookup = flags & O("O_NOFOLLOW") ? 0 : LOOKUP_FOLLOW;
  check(
    files.open(ROOT_FD, lookup, fromRoot(path), openFlags, flags & O("O_APPEND") ? FDFLAGS.append : 0),
    syscall,
    path,
  );
  const fd = register(0);
  if (setsMode) files.pathSetMode(ROOT_FD, LOOKUP_FOLLOW, fromRoot(path), mode & ~UMASK & 0o7777);
  return fd;
}

function status(isBigInt: boolean): Float64Array | BigInt64Array {
  const fields = statusFields();
  return isBigInt ? new BigInt64Array(fields) : new Float64Array(fields.map(Number));
}

function pathStatus(path: Path, isBigInt: boolean, follow: boolean, throwsIfNone: unknown) {
  const text = pathText(path);
  const errno = machine().files.pathFilestat(ROOT_FD, follow ? LOOKUP_FOLLOW : 0, fromRoot(text));
  if (throwsIfNone === false && (errno === ERRNO.ENOENT || errno === ERRNO.ENOTDIR)) return undefined;
  check(errno, follow ? "stat" : "lstat", text);
  return status(isBigInt);
}

export function setTimes(
  atime: number,
  mtime: number,
  set: (flags: number) => number,
  syscall: string,
  path?: string,
): void {
  const { registers } = machine();
  registers[0] = nanoseconds(atime);
  registers[1] = nanoseconds(mtime);
  check(set(FSTFLAGS.atim | FSTFLAGS.mtim), syscall, path);
}

const NS_PER_SECOND = 1_000_000_000n;

/** With the fraction of the number as it is, which libuv does not round. */
function nanoseconds(seconds: number): bigint {
  const whole = Math.trunc(seconds);
  return BigInt(whole) * NS_PER_SECOND + BigInt(Math.trunc((seconds - whole) * Number(NS_PER_SECOND)));
}

const call = (request: number, run: (...args: never[]) => unknown): FsCall => ({ request, run });

function pathTimes(path: Path, atime: number, mtime: number, follow: boolean): void {
  const text = pathText(path);
  const { files } = machine();
  const lookup = follow ? LOOKUP_FOLLOW : 0;
  setTimes(
    atime,
    mtime,
    (flags) => files.pathSetTimes(ROOT_FD, lookup, fromRoot(text), flags),
    follow ? "utime" : "lutime",
    text,
  );
}

/** Node passes -1, which leaves the owner as it is, and may pass it as a number of 32 bits. */
function ownerId(id: number): number {
  return id === -1 || id === 0xffff_ffff ? -1 : id;
}

function chown(path: Path, uid: number, gid: number, follow: boolean): void {
  const text = pathText(path);
  const lookup = follow ? LOOKUP_FOLLOW : 0;
  const errno = machine().files.pathSetOwner(ROOT_FD, lookup, fromRoot(text), ownerId(uid), ownerId(gid));
  check(errno, follow ? "chown" : "lchown", text);
}

function access(path: Path, mode = 0): void {
  const text = pathText(path);
  check(machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(text)), "access", text);
  const isExecutable = register(FILESTAT.filetype) === FILETYPE.directory || (register(FILESTAT.mode) & 0o111) !== 0;
  if (mode & 1 && !isExecutable) throw new FsFailure("EACCES", "access", text);
}

const MODULE_STAT = { file: 0, directory: 1, other: 0 } as const;

/** The calls for single files, by the names of Node's binding. */
export const fileCalls: Readonly<Record<string, FsCall>> = {
  open: call(3, (path: Path, flags: number, mode: number) => open(pathText(path), flags, "open", mode)),
  close: call(1, (fd: number) => check(machine().files.close(fd), "close")),
  access: call(2, access),
  existsSync: call(9, (path: Path) => kindOf(pathText(path)) !== undefined),
  internalModuleStat: call(9, (path: string) => {
    const kind = kindOf(path);
    return kind === undefined ? uvNumber("ENOENT") : MODULE_STAT[kind];
  }),
  getFormatOfExtensionlessFile: call(9, () => 0),
  legacyMainResolve: call(9, (packagePath: string, main: unknown) => legacyMain(packagePath, main)),
  stat: call(2, (path: Path, isBigInt: boolean, _request: unknown, throws: unknown) =>
    pathStatus(path, isBigInt, true, throws),
  ),
  lstat: call(2, (path: Path, isBigInt: boolean, _request: unknown, throws: unknown) =>
    pathStatus(path, isBigInt, false, throws),
  ),
  fstat: call(2, (fd: number, isBigInt: boolean, _request: unknown, shouldNotThrow: unknown) => {
    const errno = machine().files.filestat(fd);
    if (errno !== ERRNO.SUCCESS && shouldNotThrow === true) return undefined;
    check(errno, "fstat");
    return status(isBigInt);
  }),
  statfs: call(2, (path: Path, isBigInt: boolean) => {
    const text = pathText(path);
    check(machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(text)), "statfs", text);
    check(machine().files.space(), "statfs", text);
    const fields = fileSystemFields();
    return isBigInt ? new BigInt64Array(fields) : new Float64Array(fields.map(Number));
  }),
  fsync: call(1, (fd: number) => check(machine().files.sync(fd), "fsync")),
  fdatasync: call(1, (fd: number) => check(machine().files.datasync(fd), "fdatasync")),
  ftruncate: call(2, (fd: number, size: number) => check(machine().files.setSize(fd, size), "ftruncate")),
  unlink: call(1, (path: Path) => {
    const text = pathText(path);
    check(machine().files.unlink(ROOT_FD, fromRoot(text)), "unlink", text);
  }),
  rename: call(2, (from: Path, to: Path) => {
    const [source, target] = [pathText(from), pathText(to)];
    check(machine().files.rename(ROOT_FD, fromRoot(source), ROOT_FD, fromRoot(target)), "rename", source, target);
  }),
  link: call(2, (from: Path, to: Path) => {
    const [source, target] = [pathText(from), pathText(to)];
    check(machine().files.link(ROOT_FD, 0, fromRoot(source), ROOT_FD, fromRoot(target)), "link", source, target);
  }),
  symlink: call(3, (target: Path, path: Path) => {
    const [to, text] = [pathText(target), pathText(path)];
    check(machine().files.symlink(to, ROOT_FD, fromRoot(text)), "symlink", to, text);
  }),
  chmod: call(2, (path: Path, mode: number) => {
    const text = pathText(path);
    check(machine().files.pathSetMode(ROOT_FD, LOOKUP_FOLLOW, fromRoot(text), mode & 0o7777), "chmod", text);
  }),
  fchmod: call(2, (fd: number, mode: number) => check(machine().files.setMode(fd, mode & 0o7777), "fchmod")),
  chown: call(3, (path: Path, uid: number, gid: number) => chown(path, uid, gid, true)),
  fchown: call(3, (fd: number, uid: number, gid: number) =>
    check(machine().files.setOwner(fd, ownerId(uid), ownerId(gid)), "fchown"),
  ),
  lchown: call(3, (path: Path, uid: number, gid: number) => chown(path, uid, gid, false)),
  utimes: call(3, (path: Path, atime: number, mtime: number) => pathTimes(path, atime, mtime, true)),
  lutimes: call(3, (path: Path, atime: number, mtime: number) => pathTimes(path, atime, mtime, false)),
  futimes: call(3, (fd: number, atime: number, mtime: number) =>
    setTimes(atime, mtime, (flags) => machine().files.setTimes(fd, flags), "futime"),
  ),
};

const LEGACY_NAMES = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
const INDEX_NAMES = ["index.js", "index.json", "index.node"];

/** @returns which of the places a package's entry may be at has a file */
function legacyMain(packagePath: string, main: unknown): number {
  const directory = packagePath.replace(/\/+$/, "");
  if (typeof main === "string") {
    const found = LEGACY_NAMES.findIndex((name) => kindOf(`${directory}/${main}${name}`) === "file");
    if (found >= 0) return found;
  }
  const found = INDEX_NAMES.findIndex((name) => kindOf(`${directory}/${name}`) === "file");
  if (found >= 0) return LEGACY_NAMES.length + found;
  throw Object.assign(new Error(`Cannot find package '${directory}'`), { code: "ERR_MODULE_NOT_FOUND" });
}
