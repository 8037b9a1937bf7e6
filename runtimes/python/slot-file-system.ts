import { S_IFDIR, S_IFMT, S_IFREG } from "../abi/file-mode.ts";
import { DIRENT_BYTES, ERRNO, FDFLAGS, FILETYPE, FSTFLAGS, OFLAGS, RIGHTS } from "../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../abi/program-files.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import type { EmscriptenModule, FsAttributes, FsNode, NodeOperations, StreamOperations } from "./emscripten.ts";
import { files, register, setRegisters, window } from "./host.ts";

/** The one directory that is open from the start: the root. */
const ROOT_FD = 3;
const NS_PER_MS = 1_000_000;
const NS_PER_MS_BIGINT = 1_000_000n;
const BLOCK_BYTES = 4096;

const FIRST_UMASK = 0o022;

/** Emscripten's `open` flags, which are Linux's. */
const O = {
  accessMode: 3,
  readOnly: 0,
  writeOnly: 1,
  creat: 0o100,
  excl: 0o200,
  trunc: 0o1000,
  append: 0o2000,
  directory: 0o200000,
};
const SEEK = { set: 0, cur: 1, end: 2 } as const;

/**
 * The slot's files for Emscripten's FS: nothing is kept here but open descriptors, so that what the shell or another
 * program does in between is seen. The errnos of both are those of preview 1.
 */
export class SlotFileSystem {
  readonly #module: EmscriptenModule;
  readonly #nodeOperations: NodeOperations;
  readonly #streamOperations: StreamOperations;
  /** How many streams beyond the first there are of a descriptor. */
  readonly #duplicates = new Map<number, number>();
  #umask = FIRST_UMASK;

  constructor(module: EmscriptenModule) {
    this.#module = module;
    this.#nodeOperations = this.#createNodeOperations();
    this.#streamOperations = this.#createStreamOperations();
    const { FS } = module;
    const openFile = FS.open.bind(FS);
    // Emscripten knows no umask, and sets a new file's mode a second time.
    FS.open = (path, flags, mode = 0o666) => openFile(path, flags, mode & ~this.#umask);
    const addNode = FS.hashAddNode.bind(FS);
    // A name that is found in the table is not looked up again.
    FS.hashAddNode = (node) => {
      if (node.node_ops !== this.#nodeOperations && node.parent?.node_ops !== this.#nodeOperations) addNode(node);
    };
  }

  /** Shows a directory of the slot under its own path. */
  mountAt(path: string): void {
    const { FS } = this.#module;
    FS.mkdirTree(path);
    FS.mount({ mount: () => this.#node(null, "/", S_IFDIR | 0o755) }, {}, path);
  }

  /** @returns the former one */
  setUmask(mask: number): number {
    const former = this.#umask;
    this.#umask = mask;
    return former;
  }

  #node(parent: FsNode | null, name: string, mode: number): FsNode {
    const { FS } = this.#module;
    const node = FS.createNode(parent, name, mode, 0);
    FS.hashRemoveNode(node);
    node.node_ops = this.#nodeOperations;
    node.stream_ops = this.#streamOperations;
    return node;
  }

  #check(errno: number): void {
    if (errno !== ERRNO.SUCCESS) throw new this.#module.FS.ErrnoError(errno);
  }

  #createNodeOperations(): NodeOperations {
    const check = (errno: number): void => this.#check(errno);
    return {
      getattr: (node) => {
        check(files().pathFilestat(ROOT_FD, 0, pathOf(node)));
        return attributes(node.id);
      },
      setattr: (node, changes) => this.#setAttributes(node, changes),
      lookup: (parent, name) => {
        check(files().pathFilestat(ROOT_FD, 0, childPath(parent, name)));
        return this.#node(parent, name, Number(register(FILESTAT.mode)));
      },
      mknod: (parent, name, wantedMode) => {
        const mode = wantedMode & ~this.#umask;
        const path = childPath(parent, name);
        if ((mode & S_IFMT) === S_IFDIR) check(files().createDirectory(ROOT_FD, path));
        else if ((mode & S_IFMT) === S_IFREG || (mode & S_IFMT) === 0) {
          setRegisters(RIGHTS.fdWrite, 0n);
          check(files().open(ROOT_FD, 0, path, OFLAGS.creat | OFLAGS.excl, 0));
          check(files().close(Number(register(0))));
        } else check(ERRNO.EPERM);
        check(files().pathSetMode(ROOT_FD, 0, path, mode & 0o7777));
        return this.#node(parent, name, mode);
      },
      rename: (node, newParent, newName) => {
        check(files().rename(ROOT_FD, pathOf(node), ROOT_FD, childPath(newParent, newName)));
        node.name = newName;
        node.parent = newParent;
      },
      unlink: (parent, name) => check(files().unlink(ROOT_FD, childPath(parent, name))),
      rmdir: (parent, name) => check(files().removeDirectory(ROOT_FD, childPath(parent, name))),
      readdir: (node) => this.#list(pathOf(node)),
      symlink: (parent, name, target) => {
        check(files().symlink(target, ROOT_FD, childPath(parent, name)));
        return this.lookup(parent, name);
      },
      readlink: (node) => {
        check(files().readlink(ROOT_FD, pathOf(node), WINDOW_BYTES));
        return decodeUtf8(window().slice(0, Number(register(0))), "replace");
      },
    };
  }

  lookup(parent: FsNode, name: string): FsNode {
    return this.#nodeOperations.lookup(parent, name);
  }

  /** Sets mode and size of an open file, which may have no path any more. Times Emscripten sets by the path only. */
  #setOpenAttributes(fd: number, node: FsNode, { mode, size }: FsAttributes): void {
    if (mode !== undefined) {
      this.#check(files().setMode(fd, mode & 0o7777));
      node.mode = mode;
    }
    if (size !== undefined) this.#check(files().setSize(fd, size));
  }

  #setAttributes(node: FsNode, { mode, size, timestamp, atime, mtime }: FsAttributes): void {
    const path = pathOf(node);
    if (mode !== undefined) {
      this.#check(files().pathSetMode(ROOT_FD, 0, path, mode & 0o7777));
      node.mode = mode;
    }
    if (size !== undefined) {
      setRegisters(RIGHTS.fdWrite | RIGHTS.fdFilestatSetSize, 0n);
      this.#check(files().open(ROOT_FD, 0, path, 0, 0));
      const fd = Number(register(0));
      const errno = files().setSize(fd, size);
      files().close(fd);
      this.#check(errno);
    }
    const access = atime ?? timestamp;
    const change = mtime ?? timestamp;
    if (access === undefined && change === undefined) return;
    setRegisters(nanoseconds(access), nanoseconds(change));
    const flags = (access === undefined ? 0 : FSTFLAGS.atim) | (change === undefined ? 0 : FSTFLAGS.mtim);
    this.#check(files().pathSetTimes(ROOT_FD, 0, path, flags));
  }

  #list(path: string): string[] {
    setRegisters(RIGHTS.fdReaddir, 0n);
    this.#check(files().open(ROOT_FD, 0, path, OFLAGS.directory, 0));
    const fd = Number(register(0));
    try {
      return this.#entries(fd);
    } finally {
      files().close(fd);
    }
  }

  #entries(fd: number): string[] {
    const names: string[] = [];
    for (let cookie = 0; ; ) {
      this.#check(files().readdir(fd, WINDOW_BYTES, cookie));
      const used = Number(register(0));
      const bytes = window().slice(0, used);
      const view = new DataView(bytes.buffer);
      let at = 0;
      while (at + DIRENT_BYTES <= used) {
        const length = view.getUint32(at + 16, true);
        if (at + DIRENT_BYTES + length > used) break;
        cookie = Number(view.getBigUint64(at, true));
        names.push(decodeUtf8(bytes.subarray(at + DIRENT_BYTES, at + DIRENT_BYTES + length), "replace"));
        at += DIRENT_BYTES + length;
      }
      if (used < WINDOW_BYTES) return names;
    }
  }

  #createStreamOperations(): StreamOperations {
    const check = (errno: number): void => this.#check(errno);
    const fdOf = (slotFd: number | undefined): number => {
      if (slotFd === undefined) throw new this.#module.FS.ErrnoError(ERRNO.EBADF);
      return slotFd;
    };
    return {
      getattr: ({ slotFd, node }) => {
        if (slotFd === undefined) return this.#nodeOperations.getattr(node);
        check(files().filestat(slotFd));
        return attributes(node.id);
      },
      setattr: ({ slotFd, node }, changes) => {
        if (slotFd === undefined) this.#setAttributes(node, changes);
        else this.#setOpenAttributes(slotFd, node, changes);
      },
      open: (stream) => {
        if (this.#module.FS.isDir(stream.node.mode)) return;
        const access = stream.flags & O.accessMode;
        setRegisters(
          RIGHTS.fdSeek |
            RIGHTS.fdTell |
            RIGHTS.fdFilestatGet |
            RIGHTS.fdFilestatSetTimes |
            (access === O.writeOnly ? 0n : RIGHTS.fdRead) |
            (access === O.readOnly ? 0n : RIGHTS.fdWrite | RIGHTS.fdFilestatSetSize),
          0n,
        );
        const flags = stream.flags & O.append ? FDFLAGS.append : 0;
        check(files().open(ROOT_FD, 0, pathOf(stream.node), stream.flags & O.trunc ? OFLAGS.trunc : 0, flags));
        stream.slotFd = Number(register(0));
      },
      dup: ({ slotFd }) => {
        if (slotFd !== undefined) this.#duplicates.set(slotFd, (this.#duplicates.get(slotFd) ?? 0) + 1);
      },
      close: ({ slotFd }) => {
        if (slotFd === undefined) return;
        const others = this.#duplicates.get(slotFd) ?? 0;
        if (others === 0) check(files().close(slotFd));
        else if (others === 1) this.#duplicates.delete(slotFd);
        else this.#duplicates.set(slotFd, others - 1);
      },
      read: (stream, buffer, offset, length, position) => {
        const fd = fdOf(stream.slotFd);
        let done = 0;
        while (done < length) {
          check(files().read(fd, Math.min(length - done, WINDOW_BYTES), position + done));
          const got = Number(register(0));
          if (got === 0) break;
          buffer.set(window().subarray(0, got), offset + done);
          done += got;
        }
        return done;
      },
      write: (stream, buffer, offset, length, position) => {
        const fd = fdOf(stream.slotFd);
        let done = 0;
        while (done < length) {
          const part = buffer.subarray(offset + done, offset + Math.min(length, done + WINDOW_BYTES));
          window().set(part);
          check(files().write(fd, part.length, position + done));
          done += part.length;
        }
        return done;
      },
      llseek: (stream, offset, whence) => {
        let base = 0;
        if (whence === SEEK.cur) base = stream.position;
        else if (whence === SEEK.end) {
          check(files().filestat(fdOf(stream.slotFd)));
          base = Number(register(FILESTAT.size));
        }
        if (base + offset < 0) check(ERRNO.EINVAL);
        return base + offset;
      },
      fsync: () => 0,
      // A copy, written back by msync and munmap: nothing else runs while a program does.
      mmap: (stream, length, position) => {
        const ptr = this.#module.mmapAlloc(length);
        if (ptr === 0) throw new this.#module.FS.ErrnoError(ERRNO.ENOMEM);
        this.#streamOperations.read(stream, this.#module.HEAPU8, ptr, length, position);
        return { ptr, allocated: true };
      },
      msync: (stream, buffer, offset, length) => {
        check(files().filestat(fdOf(stream.slotFd)));
        const rest = Number(register(FILESTAT.size)) - offset;
        if (rest > 0) this.#streamOperations.write(stream, buffer, 0, Math.min(length, rest), offset);
        return 0;
      },
    };
  }
}

/** From the root, without the slash. A mount's root has no name of its own, but a path. */
function pathOf(node: FsNode): string {
  const names: string[] = [];
  let at = node;
  for (; at.parent !== at; at = at.parent) names.push(at.name);
  const mountpoint = at.mount.mountpoint.replace(/^\/+|\/+$/g, "");
  return [...(mountpoint === "" ? [] : [mountpoint]), ...names.reverse()].join("/") || ".";
}

function childPath(parent: FsNode, name: string): string {
  const path = pathOf(parent);
  return path === "." ? name : `${path}/${name}`;
}

function nanoseconds(time: Date | number | undefined): bigint {
  if (time === undefined) return 0n;
  return BigInt(Math.round(Number(time) * NS_PER_MS));
}

function attributes(id: number): Record<string, unknown> {
  const size = Number(register(FILESTAT.size));
  const date = (index: number): Date => new Date(Number(register(index) / NS_PER_MS_BIGINT));
  const isDevice = Number(register(FILESTAT.filetype)) === FILETYPE.characterDevice;
  return {
    dev: 1,
    ino: Number(register(FILESTAT.ino)) || id,
    mode: Number(register(FILESTAT.mode)),
    nlink: Number(register(FILESTAT.nlink)),
    uid: 0,
    gid: 0,
    rdev: isDevice ? 1 : 0,
    size,
    atime: date(FILESTAT.atim),
    mtime: date(FILESTAT.mtim),
    ctime: date(FILESTAT.ctim),
    blksize: BLOCK_BYTES,
    blocks: Math.ceil(size / 512),
  };
}
