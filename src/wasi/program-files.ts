import { randomFillSync } from "node:crypto";
import {
  DIRENT_BYTES,
  ERRNO,
  type ErrnoName,
  EVENTTYPE,
  FDFLAGS,
  FILETYPE,
  FSTFLAGS,
  LOOKUP_FOLLOW,
  OFLAGS,
  RIGHTS,
  WHENCE,
} from "../../runtimes/wasi/abi.ts";
import { FILESTAT, type ProgramFiles, WINDOW_BYTES } from "../../runtimes/wasi/files.ts";
import { deviceOf } from "../volume/device.ts";
import { contentOf, contentSize, type UnsharedContents } from "../volume/file-content.ts";
import { linkAt, mkdirAt, symlinkAt } from "../volume/make.ts";
import {
  childrenOf,
  isDirectory,
  isSymlink,
  type Link,
  type Node,
  S_IFCHR,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from "../volume/memfs-tree.ts";
import { PosixError } from "../volume/posix-error.ts";
import { rmdirAt, unlinkAt } from "../volume/remove.ts";
import { renameAt } from "../volume/rename.ts";
import type { TreeWriter } from "../volume/tree-writer.ts";
import { FOLLOW, type Follow, type Place } from "../volume/walk.ts";
import { existingBelow, walkBelow } from "../volume/walk-below.ts";
import {
  type Descriptor,
  type DescriptorOf,
  type DescriptorTable,
  DIRECTORY_RIGHTS,
  FILE_RIGHTS,
  WasiError,
} from "./descriptors.ts";

const NS_PER_MS = 1_000_000n;
const MAX_OFFSET = 2 ** 50;

export interface ProgramFilesOptions {
  readonly writer: TreeWriter;
  readonly descriptors: DescriptorTable;
  /** Both are shared with the isolate. */
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly deadlineMs: number;
  /** Told of each limit of the slot the program meets. */
  readonly onQuota: (code: PosixError["code"]) => void;
}

/** {@link ProgramFiles} over a slot's inodes: what a program has open stays open, whatever becomes of its name. */
export function createProgramFiles(options: ProgramFilesOptions): ProgramFiles {
  const { writer, descriptors, registers, window, deadlineMs, onQuota } = options;
  const { roots } = writer;
  const unshared: UnsharedContents = new WeakSet();

  /** Turns what an operation throws into an errno. */
  const attempt = (operation: () => void): number => {
    try {
      operation();
      return ERRNO.SUCCESS;
    } catch (error) {
      if (error instanceof WasiError) return ERRNO[error.errno];
      if (!(error instanceof PosixError)) throw error;
      if (error.isQuota) onQuota(error.code);
      return ERRNO[error.code];
    }
  };
  const answer = (...values: (number | bigint)[]): void => {
    for (const [index, value] of values.entries()) registers[index] = BigInt(value);
  };

  const below = (directory: Link, path: unknown, follow: Follow): Place =>
    walkBelow(roots, directory, asPath(path), follow);
  const lookup = (fd: unknown, rights: bigint, flags: unknown, path: unknown): Link => {
    const follow = asBits(flags) & LOOKUP_FOLLOW ? FOLLOW.always : FOLLOW.beforeSlash;
    return existingBelow(roots, descriptors.directory(fd, rights).link, asPath(path), follow);
  };

  const answerStat = (node: Node): void => {
    registers[FILESTAT.ino] = BigInt(node.ino);
    registers[FILESTAT.filetype] = BigInt(filetypeOf(node.mode));
    registers[FILESTAT.nlink] = BigInt(Math.max(0, node.nlink));
    registers[FILESTAT.size] = BigInt(isDirectoryNode(node) ? 4096 : contentSize(node));
    registers[FILESTAT.atim] = nanoseconds(node.atime);
    registers[FILESTAT.mtim] = nanoseconds(node.mtime);
    registers[FILESTAT.ctim] = nanoseconds(node.ctime);
  };
  const setTimes = (node: Node, isOwn: boolean, flagBits: unknown): void => {
    const flags = asBits(flagBits);
    const { atim, atimNow, mtim, mtimNow } = FSTFLAGS;
    if ((flags & atim && flags & atimNow) || (flags & mtim && flags & mtimNow)) throw new WasiError("EINVAL");
    if (!isOwn) throw new WasiError("EROFS");
    const now = BigInt(Date.now()) * NS_PER_MS;
    const [atimNs = 0n, mtimNs = 0n] = registers;
    if (flags & (atim | atimNow)) {
      const timeNs = flags & atim ? atimNs : now;
      node.atime = new Date(Number(timeNs / NS_PER_MS));
      EXACT_TIMES.set(node.atime, timeNs);
    }
    if (flags & (mtim | mtimNow)) {
      const timeNs = flags & mtim ? mtimNs : now;
      writer.setMtime(node, Number(timeNs / NS_PER_MS));
      EXACT_TIMES.set(node.mtime, timeNs);
    }
  };
  const writable = (descriptor: Descriptor): DescriptorOf<"file"> => {
    if (descriptor.kind !== "file") throw new WasiError(descriptor.kind === "directory" ? "EISDIR" : "EINVAL");
    if (!descriptor.isOwn) throw new WasiError("EROFS");
    return descriptor;
  };
  const resize = (node: Node, size: number): void => writer.resize(node, size, "");

  const openFile = (place: Place, path: string, openFlags: number): Link => {
    const isDirectoryWanted = (openFlags & OFLAGS.directory) !== 0;
    if (place.link) {
      if (openFlags & OFLAGS.creat && openFlags & OFLAGS.excl) throw new WasiError("EEXIST");
      if (isSymlink(place.link)) throw new WasiError("ELOOP");
      if ((isDirectoryWanted || place.trailingSlash) && !isDirectory(place.link)) throw new WasiError("ENOTDIR");
      if (isDirectory(place.link) && openFlags & (OFLAGS.creat | OFLAGS.trunc)) throw new WasiError("EISDIR");
      return place.link;
    }
    if (!(openFlags & OFLAGS.creat)) throw new WasiError("ENOENT");
    if (isDirectoryWanted) throw new WasiError("EINVAL");
    if (place.trailingSlash) throw new WasiError("EISDIR");
    const parent = writer.parentOf(place, path);
    writer.make(parent, place.name, S_IFREG | 0o644, path);
    const made = parent.children.get(place.name);
    if (!made) throw new WasiError("EIO");
    return made;
  };

  return {
    advise: (fd) => attempt(() => void regularFile(descriptors.get(fd, RIGHTS.fdAdvise))),
    allocate: (fd, offset, length) =>
      attempt(() => {
        const { node } = writable(descriptors.get(fd, RIGHTS.fdAllocate));
        if (asOffset(length) === 0) throw new WasiError("EINVAL");
        const end = asOffset(offset) + asOffset(length);
        if (end > node.getSize()) resize(node, end);
      }),
    close: (fd) => attempt(() => descriptors.close(fd)),
    datasync: (fd) => attempt(() => void descriptors.get(fd, RIGHTS.fdDatasync)),
    sync: (fd) => attempt(() => void descriptors.get(fd, RIGHTS.fdSync)),

    fdstat: (fd) =>
      attempt(() => {
        const descriptor = descriptors.get(fd);
        answer(filetypeOfDescriptor(descriptor), descriptor.flags, descriptor.rights, descriptor.inheriting);
      }),
    setFlags: (fd, flags) =>
      attempt(() => {
        const descriptor = descriptors.get(fd, RIGHTS.fdFdstatSetFlags);
        if (asBits(flags) & ~(FDFLAGS.append | FDFLAGS.nonblock)) throw new WasiError("EINVAL");
        descriptor.flags = asBits(flags);
      }),
    setRights: (fd) =>
      attempt(() => {
        const descriptor = descriptors.get(fd);
        const [rights = 0n, inheriting = 0n] = registers;
        if (rights & ~descriptor.rights || inheriting & ~descriptor.inheriting) throw new WasiError("ENOTCAPABLE");
        descriptor.rights = rights;
        descriptor.inheriting = inheriting;
      }),

    filestat: (fd) =>
      attempt(() => {
        const descriptor = descriptors.get(fd, RIGHTS.fdFilestatGet);
        const node = nodeOf(descriptor);
        if (node) answerStat(node);
        else registers.fill(0n).set([BigInt(FILETYPE.characterDevice), 1n], FILESTAT.filetype);
      }),
    setSize: (fd, size) =>
      attempt(() => resize(writable(descriptors.get(fd, RIGHTS.fdFilestatSetSize)).node, asOffset(size))),
    setTimes: (fd, flags) =>
      attempt(() => {
        const descriptor = descriptors.get(fd, RIGHTS.fdFilestatSetTimes);
        const node = nodeOf(descriptor);
        if (!node) throw new WasiError("EINVAL");
        const isOwn = descriptor.kind === "file" ? descriptor.isOwn : writer.tree.node(node.ino) === node;
        setTimes(node, isOwn, flags);
      }),

    read: (fd, maxBytes, offset) =>
      attempt(() => {
        const positioned = offset !== -1;
        const descriptor = descriptors.get(fd, RIGHTS.fdRead | (positioned ? RIGHTS.fdSeek : 0n));
        const room = window.subarray(0, asCount(maxBytes));
        switch (descriptor.kind) {
          case "stdin":
          case "file": {
            if (positioned && descriptor.kind === "stdin") throw new WasiError("ESPIPE");
            const content = descriptor.kind === "stdin" ? descriptor.bytes : contentOf(descriptor.node);
            const from = positioned ? asOffset(offset) : descriptor.offset;
            const part = content.subarray(from, from + room.length);
            room.set(part);
            if (!positioned) descriptor.offset += part.length;
            return answer(part.length);
          }
          case "device": {
            const bytes = descriptor.device.read(room.length);
            room.set(bytes);
            return answer(bytes.length);
          }
          case "directory":
            throw new WasiError("EISDIR");
          case "output":
            throw new WasiError("EBADF");
        }
      }),
    write: (fd, bytes, offset) =>
      attempt(() => {
        const positioned = offset !== -1;
        const descriptor = descriptors.get(fd, RIGHTS.fdWrite | (positioned ? RIGHTS.fdSeek : 0n));
        const content = window.subarray(0, asCount(bytes));
        switch (descriptor.kind) {
          case "output":
            if (positioned) throw new WasiError("ESPIPE");
            descriptor.write(content);
            break;
          case "device": {
            const error = descriptor.device.write(content);
            if (error) throw new PosixError(error, "");
            break;
          }
          case "file": {
            const { node } = writable(descriptor);
            const appends = (descriptor.flags & FDFLAGS.append) !== 0;
            const at = appends ? node.getSize() : positioned ? asOffset(offset) : descriptor.offset;
            if (content.length > 0) writer.writeAt(node, at, content, unshared, "");
            if (!positioned) descriptor.offset = at + content.length;
            break;
          }
          case "directory":
            throw new WasiError("EISDIR");
          case "stdin":
            throw new WasiError("EBADF");
        }
        answer(content.length);
      }),
    seek: (fd, delta, whence) =>
      attempt(() => {
        const onlyTells = delta === 0 && whence === WHENCE.cur;
        const descriptor = descriptors.get(fd);
        const rights = onlyTells ? RIGHTS.fdTell : RIGHTS.fdSeek | RIGHTS.fdTell;
        if ((descriptor.rights & rights) !== rights)
          throw new WasiError(descriptor.kind === "stdin" || descriptor.kind === "output" ? "ESPIPE" : "ENOTCAPABLE");
        if (descriptor.kind === "device") return answer(0);
        if (descriptor.kind !== "file") throw new WasiError("ESPIPE");
        const bases = [0, descriptor.offset, descriptor.node.getSize()];
        const base = bases[Number(whence)];
        if (base === undefined || !Number.isSafeInteger(delta)) throw new WasiError("EINVAL");
        const offset = base + delta;
        if (offset < 0 || offset > MAX_OFFSET) throw new WasiError("EINVAL");
        descriptor.offset = offset;
        answer(offset);
      }),
    tell: (fd) =>
      attempt(() => {
        const descriptor = descriptors.get(fd, RIGHTS.fdTell);
        if (descriptor.kind !== "file") throw new WasiError("ESPIPE");
        answer(descriptor.offset);
      }),
    renumber: (from, to) => attempt(() => descriptors.renumber(from, to)),

    prestat: (fd) =>
      attempt(() => {
        const descriptor = descriptors.get(fd);
        if (descriptor.kind !== "directory" || descriptor.preopenName === undefined) throw new WasiError("EBADF");
        answer(put(window, Buffer.from(descriptor.preopenName)));
      }),
    readdir: (fd, maxBytes, cookie) =>
      attempt(() => {
        const { link } = descriptors.directory(fd, RIGHTS.fdReaddir);
        const room = window.subarray(0, asCount(maxBytes));
        const entries = [...entriesOf(link)];
        let used = 0;
        for (let index = asOffset(cookie); index < entries.length && used < room.length; index++) {
          const { name, node } = entries[index] as { name: string; node: Node };
          const encoded = Buffer.from(name);
          const entry = Buffer.alloc(DIRENT_BYTES + encoded.length);
          entry.writeBigUInt64LE(BigInt(index + 1), 0);
          entry.writeBigUInt64LE(BigInt(node.ino), 8);
          entry.writeUInt32LE(encoded.length, 16);
          entry.writeUInt8(filetypeOf(node.mode), 20);
          entry.set(encoded, DIRENT_BYTES);
          used += put(room.subarray(used), entry);
        }
        answer(used);
      }),

    createDirectory: (fd, path) =>
      attempt(() => {
        const { link } = descriptors.directory(fd, RIGHTS.pathCreateDirectory);
        mkdirAt(writer, below(link, path, FOLLOW.never), 0o755, asPath(path));
      }),
    pathFilestat: (fd, flags, path) =>
      attempt(() => answerStat(lookup(fd, RIGHTS.pathFilestatGet, flags, path).getNode())),
    pathSetTimes: (fd, lookupFlags, path, flags) =>
      attempt(() => {
        const link = lookup(fd, RIGHTS.pathFilestatSetTimes, lookupFlags, path);
        setTimes(link.getNode(), writer.isOwn(link), flags);
      }),
    link: (fromFd, flags, from, toFd, to) =>
      attempt(() => {
        if (asBits(flags) & LOOKUP_FOLLOW) throw new WasiError("EINVAL");
        const source = lookup(fromFd, RIGHTS.pathLinkSource, flags, from);
        const target = descriptors.directory(toFd, RIGHTS.pathLinkTarget).link;
        linkAt(writer, source, below(target, to, FOLLOW.never), asPath(from), asPath(to));
      }),
    open: (fd, lookupFlags, path, openFlags, fdFlags) =>
      attempt(() => {
        const flags = asBits(openFlags);
        const directory = descriptors.directory(
          fd,
          RIGHTS.pathOpen |
            (flags & OFLAGS.creat ? RIGHTS.pathCreateFile : 0n) |
            (flags & OFLAGS.trunc ? RIGHTS.pathFilestatSetSize : 0n),
        );
        const [wantedRights = 0n, wantedInheriting = 0n] = registers;
        if ((wantedRights | wantedInheriting) & ~directory.inheriting) throw new WasiError("ENOTCAPABLE");
        const isExclusive = (flags & OFLAGS.creat) !== 0 && (flags & OFLAGS.excl) !== 0;
        const follows = (asBits(lookupFlags) & LOOKUP_FOLLOW) !== 0 && !isExclusive;
        const place = below(directory.link, path, follows ? FOLLOW.unlessSlash : FOLLOW.beforeSlash);
        const link = openFile(place, asPath(path), flags);
        const node = link.getNode();
        if (isDirectory(link)) {
          if (wantedRights & RIGHTS.fdWrite) throw new WasiError("EISDIR");
          const rights = wantedRights & DIRECTORY_RIGHTS;
          return answer(
            descriptors.add({
              kind: "directory",
              link,
              preopenName: undefined,
              flags: asBits(fdFlags),
              rights,
              inheriting: wantedInheriting & directory.inheriting,
            }),
          );
        }
        const rights = wantedRights & FILE_RIGHTS;
        const device = deviceOf(link);
        if (device)
          return answer(
            descriptors.add({ kind: "device", node, device, flags: asBits(fdFlags), rights, inheriting: 0n }),
          );
        const isOwn = writer.isOwn(link);
        if (flags & OFLAGS.trunc) {
          if (!isOwn) throw new WasiError("EROFS");
          resize(node, 0);
        }
        answer(
          descriptors.add({ kind: "file", node, isOwn, offset: 0, flags: asBits(fdFlags), rights, inheriting: 0n }),
        );
      }),
    readlink: (fd, path, maxBytes) =>
      attempt(() => {
        const link = lookup(fd, RIGHTS.pathReadlink, 0, path);
        if (!isSymlink(link)) throw new WasiError("EINVAL");
        answer(put(window.subarray(0, asCount(maxBytes)), Buffer.from(link.getNode().symlink ?? "")));
      }),
    removeDirectory: (fd, path) =>
      attempt(() => {
        const { link } = descriptors.directory(fd, RIGHTS.pathRemoveDirectory);
        rmdirAt(writer, below(link, path, FOLLOW.never), asPath(path));
      }),
    rename: (fromFd, from, toFd, to) =>
      attempt(() => {
        const source = below(descriptors.directory(fromFd, RIGHTS.pathRenameSource).link, from, FOLLOW.never);
        const target = below(descriptors.directory(toFd, RIGHTS.pathRenameTarget).link, to, FOLLOW.never);
        renameAt(writer, source, target, asPath(from), asPath(to));
      }),
    symlink: (target, fd, path) =>
      attempt(() => {
        const { link } = descriptors.directory(fd, RIGHTS.pathSymlink);
        // A program may not make a way out for one that follows links less carefully.
        if (asPath(target).startsWith("/")) throw new WasiError("EPERM");
        symlinkAt(writer, asPath(target), below(link, path, FOLLOW.never), asPath(path));
      }),
    unlink: (fd, path) =>
      attempt(() => {
        const { link } = descriptors.directory(fd, RIGHTS.pathUnlinkFile);
        unlinkAt(writer, below(link, path, FOLLOW.never), asPath(path));
      }),

    poll: (fd, eventType) =>
      attempt(() => {
        const isRead = eventType === EVENTTYPE.fdRead;
        const descriptor = descriptors.get(fd, RIGHTS.pollFdReadwrite);
        if (descriptor.kind === "directory") throw new WasiError("EBADF");
        if (!isRead) return answer(1);
        if (descriptor.kind === "stdin") return answer(descriptor.bytes.length - descriptor.offset);
        answer(descriptor.kind === "file" ? Math.max(0, descriptor.node.getSize() - descriptor.offset) : 0);
      }),
    random: (bytes) => attempt(() => void randomFillSync(window, 0, asCount(bytes))),
    sleepUntil: (timeMs) =>
      attempt(() => {
        const until = Math.min(Number(timeMs), deadlineMs);
        for (let now = Date.now(); now < until; now = Date.now()) Atomics.wait(CLOCK, 0, 0, until - now);
      }),
  };
}

const CLOCK = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** The nanoseconds behind times that were set. A volume keeps milliseconds; these last as long as its worker's replica. */
const EXACT_TIMES = new WeakMap<Date, bigint>();

function nanoseconds(time: Date): bigint {
  return EXACT_TIMES.get(time) ?? BigInt(time.getTime()) * NS_PER_MS;
}

function* entriesOf(directory: Link): Generator<{ name: string; node: Node }> {
  yield { name: ".", node: directory.getNode() };
  yield { name: "..", node: (directory.parent ?? directory).getNode() };
  for (const child of childrenOf(directory)) yield { name: child.name, node: child.getNode() };
}

function regularFile(descriptor: Descriptor): DescriptorOf<"file"> {
  if (descriptor.kind !== "file") throw new WasiError("EBADF");
  return descriptor;
}

function nodeOf(descriptor: Descriptor): Node | undefined {
  if (descriptor.kind === "file" || descriptor.kind === "device") return descriptor.node;
  return descriptor.kind === "directory" ? descriptor.link.getNode() : undefined;
}

function isDirectoryNode(node: Node): boolean {
  return (node.mode & S_IFMT) === S_IFDIR;
}

function filetypeOf(mode: number): number {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FILETYPE.regularFile;
    case S_IFDIR:
      return FILETYPE.directory;
    case S_IFLNK:
      return FILETYPE.symbolicLink;
    case S_IFCHR:
      return FILETYPE.characterDevice;
    default:
      return FILETYPE.unknown;
  }
}

/** Streams count as pipes, for which preview 1 has no type of its own. */
function filetypeOfDescriptor(descriptor: Descriptor): number {
  const node = nodeOf(descriptor);
  return node ? filetypeOf(node.mode) : FILETYPE.characterDevice;
}

function put(target: Uint8Array, bytes: Uint8Array): number {
  const part = bytes.subarray(0, target.length);
  target.set(part);
  return part.length;
}

function asPath(value: unknown): string {
  if (typeof value !== "string") throw new WasiError("EINVAL");
  return value;
}

function asBits(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new WasiError("EINVAL");
  return value;
}

function asCount(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0 && value <= WINDOW_BYTES)) throw new WasiError("EINVAL");
  return Math.floor(value);
}

function asOffset(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw new WasiError("EINVAL");
  if (value > MAX_OFFSET) throw new WasiError("EFBIG");
  return value;
}

export type { ErrnoName };
