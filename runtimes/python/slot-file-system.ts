import { S_IFDIR, S_IFIFO, S_IFMT, S_IFREG } from "../abi/file-mode.ts";
import { FILE_SYSTEM, SPACE_FIELDS } from "../abi/file-system.ts";
import { DIRENT_BYTES, ERRNO, OFLAGS, RIGHTS } from "../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../abi/program-files.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import type { EmscriptenModule, FsAttributes, FsNode, NodeOperations, StreamOperations } from "./emscripten.ts";
import { files, register, setRegisters, window } from "./host.ts";
import { attributes, childPath, errnoCheck, pathOf, ROOT_FD } from "./slot-nodes.ts";
import { createStreamOperations } from "./slot-streams.ts";

/** A mount's option `relatime`, as statvfs(2) has it. */
const ST_RELATIME = 4096;
const FIRST_UMASK = 0o022;

/**
 * The slot's files for Emscripten's FS: nothing is kept here but open descriptors, so that what the shell or another
 * program does in between is seen.
 */
export class SlotFileSystem {
  readonly #module: EmscriptenModule;
  readonly #nodeOperations: NodeOperations;
  readonly #streamOperations: StreamOperations;
  readonly #check: (errno: number) => void;
  #umask = FIRST_UMASK;

  constructor(module: EmscriptenModule) {
    this.#module = module;
    this.#check = errnoCheck(module);
    this.#nodeOperations = this.#createNodeOperations();
    this.#streamOperations = createStreamOperations(module, this.#nodeOperations);
    const { FS } = module;
    const openFile = FS.open.bind(FS);
    // Emscripten knows no umask, and sets a new file's mode a second time.
    FS.open = (path, flags, mode = 0o666) => openFile(path, flags, mode & ~this.#umask);
    FS.chown = (path, uid, gid, dontFollow = false) => {
      const { node } = typeof path === "string" ? FS.lookupPath(path, { follow: !dontFollow }) : { node: path };
      this.#chown(node, uid, gid);
    };
    FS.lchown = (path, uid, gid) => FS.chown(path, uid, gid, true);
    FS.fchown = (fd, uid, gid) => {
      const stream = FS.getStream(fd);
      if (!stream) throw new FS.ErrnoError(ERRNO.EBADF);
      this.#chown(stream.node, uid, gid);
    };
    FS.statfsNode = () => this.#space();
    const addNode = FS.hashAddNode.bind(FS);
    // A name that is found in the table is not looked up again.
    FS.hashAddNode = (node) => {
      if (node.node_ops !== this.#nodeOperations && node.parent?.node_ops !== this.#nodeOperations) addNode(node);
    };
  }

  /**
   * Makes the root the slot's. The interpreter keeps directories of its own there, `/lib` and `/dev` among them, which are
   * found first and not listed; those that are nothing to it are removed.
   */
  takeRoot(): void {
    const { FS } = this.#module;
    FS.chdir("/");
    for (const path of UNUSED_DIRECTORIES) removeTree(FS, path);
    FS.root.node_ops = this.#nodeOperations;
  }

  /** Shows a directory of the slot under its own path, where the interpreter has one. */
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

  #createNodeOperations(): NodeOperations {
    const check = this.#check;
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

  /** Whether a file is the slot's, and not the interpreter's own. */
  holds(node: FsNode): boolean {
    return node.node_ops === this.#nodeOperations;
  }

  /** What statfs(2) tells, of any file. */
  #space(): Readonly<Record<string, number>> {
    this.#check(files().space());
    const field = (name: keyof typeof SPACE_FIELDS): number => Number(register(SPACE_FIELDS[name]));
    const free = field("freeBlocks");
    return {
      bsize: FILE_SYSTEM.blockBytes,
      blocks: field("blocks"),
      bfree: free,
      bavail: free,
      files: field("files"),
      ffree: field("freeFiles"),
      fsid: FILE_SYSTEM.id,
      flags: ST_RELATIME,
      namelen: FILE_SYSTEM.maxNameBytes,
    };
  }

  /** Emscripten knows no owners: files that are its own stay root's. */
  #chown(node: FsNode, uid: number, gid: number): void {
    if (!this.holds(node)) return;
    const id = (number: number): number => (number === -1 ? -1 : number >>> 0);
    this.#check(files().pathSetOwner(ROOT_FD, 0, pathOf(node), id(uid), id(gid)));
  }

  #setAttributes(node: FsNode, { mode, size }: FsAttributes): void {
    const path = pathOf(node);
    if (mode !== undefined) {
      this.#check(files().pathSetMode(ROOT_FD, 0, path, mode & 0o7777));
      node.mode = mode;
    }
    if (size !== undefined && (node.mode & S_IFMT) !== S_IFIFO) {
      setRegisters(RIGHTS.fdWrite | RIGHTS.fdFilestatSetSize, 0n);
      this.#check(files().open(ROOT_FD, 0, path, 0, 0));
      const fd = Number(register(0));
      const errno = files().setSize(fd, size);
      files().close(fd);
      this.#check(errno);
    }
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
}

/** Which the interpreter makes at its start. */
const UNUSED_DIRECTORIES = ["/tmp", "/home"];

/** Removes directories that hold nothing else. */
function removeTree(FS: EmscriptenModule["FS"], path: string): void {
  for (const name of FS.readdir(path)) if (name !== "." && name !== "..") removeTree(FS, `${path}/${name}`);
  FS.rmdir(path);
}
