/* The part of Emscripten's FS that a file system of one's own deals with; pyodide's types leave it out. */

export interface FsNode {
  id: number;
  name: string;
  mode: number;
  parent: FsNode;
  mount: { mountpoint: string; type: unknown };
  node_ops: NodeOperations;
  stream_ops: StreamOperations;
}

export interface FsStream {
  fd: number;
  stream_ops: StreamOperations;
  seekable: boolean;
  node: FsNode;
  flags: number;
  position: number;
  path?: string;
  /** Where a file system of one's own keeps what it needs. */
  slotFd?: number;
}

export interface FsAttributes {
  mode?: number;
  size?: number;
}

export interface NodeOperations {
  getattr(node: FsNode): Record<string, unknown>;
  setattr(node: FsNode, attributes: FsAttributes): void;
  lookup(parent: FsNode, name: string): FsNode;
  mknod(parent: FsNode, name: string, mode: number, device: number): FsNode;
  rename(node: FsNode, newParent: FsNode, newName: string): void;
  unlink(parent: FsNode, name: string): void;
  rmdir(parent: FsNode, name: string): void;
  readdir(node: FsNode): string[];
  symlink(parent: FsNode, name: string, target: string): FsNode;
  readlink(node: FsNode): string;
}

export interface StreamOperations {
  getattr(stream: FsStream): Record<string, unknown>;
  setattr(stream: FsStream, attributes: FsAttributes): void;
  open(stream: FsStream): void;
  close(stream: FsStream): void;
  /** There is one more stream of the same open file, with the same properties. */
  dup(stream: FsStream): void;
  read(stream: FsStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write(stream: FsStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
  llseek(stream: FsStream, offset: number, whence: number): number;
  fsync(stream: FsStream): number;
  mmap(
    stream: FsStream,
    length: number,
    position: number,
    prot: number,
    flags: number,
  ): { ptr: number; allocated: boolean };
  msync(stream: FsStream, buffer: Uint8Array, offset: number, length: number, flags: number): number;
}

export interface EmscriptenFs {
  root: FsNode;
  ErrnoError: new (errno: number) => Error & { readonly errno: number };
  createNode(parent: FsNode | null, name: string, mode: number, device: number): FsNode;
  hashAddNode(node: FsNode): void;
  hashRemoveNode(node: FsNode): void;
  mount(type: object, options: object, mountpoint: string): FsNode;
  mkdirTree(path: string): void;
  chdir(path: string): void;
  readdir(path: string): string[];
  rmdir(path: string): void;
  symlink(target: string, path: string): void;
  unlink(path: string): void;
  open(path: string | FsNode, flags: number | string, mode?: number): FsStream;
  close(stream: FsStream): void;
  chown(path: string | FsNode, uid: number, gid: number, dontFollow?: boolean): void;
  lchown(path: string | FsNode, uid: number, gid: number): void;
  fchown(fd: number, uid: number, gid: number): void;
  lookupPath(path: string, options: { follow: boolean }): { node: FsNode };
  getStream(fd: number): FsStream | null;
  /** Takes the lowest free number if none is given. */
  createStream(stream: Partial<FsStream>, fd?: number): FsStream;
  isDir(mode: number): boolean;
  statfsNode(node: FsNode): Readonly<Record<string, number>>;
}

export interface EmscriptenSystemCalls {
  getStr(pointer: number): string;
  calculateAt(directory: number, path: string, allowEmpty: boolean): string;
  /** Lays out what `getattr` told as C's `struct stat`. */
  writeStat(pointer: number, status: Readonly<Record<string, unknown>>): number;
}

export interface EmscriptenModule {
  FS: EmscriptenFs;
  SYSCALLS: EmscriptenSystemCalls;
  HEAPU8: Uint8Array;
  /** Pyodide's: whether the program can be suspended where it is. */
  validSuspender: { readonly value: boolean };
  PIPEFS: { stream_ops: Pick<StreamOperations, "read"> };
  /** Whole pages of zeros, or 0. */
  mmapAlloc(bytes: number): number;
}
