import { S_IFIFO, S_IFMT } from "../abi/file-mode.ts";
import { ERRNO, FDFLAGS, OFLAGS, RIGHTS } from "../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../abi/program-files.ts";
import { createDescriptorOperations } from "./descriptor-streams.ts";
import type { EmscriptenModule, FsAttributes, FsNode, NodeOperations, StreamOperations } from "./emscripten.ts";
import { files, register, setRegisters, window } from "./host.ts";
import { attributes, errnoCheck, pathOf, ROOT_FD } from "./slot-nodes.ts";

/** Emscripten's `open` flags, which are Linux's. */
const O = { accessMode: 3, readOnly: 0, writeOnly: 1, trunc: 0o1000, append: 0o2000 } as const;
const SEEK = { set: 0, cur: 1, end: 2 } as const;

/**
 * Open files for Emscripten's FS: each stream but a directory's has a descriptor of the slot's.
 * @param nodes the operations of the nodes the streams are of
 */
export function createStreamOperations(module: EmscriptenModule, nodes: NodeOperations): StreamOperations {
  const check = errnoCheck(module);
  /** How many streams beyond the first there are of a descriptor. */
  const duplicates = new Map<number, number>();
  const fdOf = (slotFd: number | undefined): number => {
    if (slotFd === undefined) throw new module.FS.ErrnoError(ERRNO.EBADF);
    return slotFd;
  };
  const operations: StreamOperations = {
    getattr: ({ slotFd, node }) => {
      if (slotFd === undefined) return nodes.getattr(node);
      check(files().filestat(slotFd));
      return attributes(node.id);
    },
    setattr: ({ slotFd, node }, changes) => {
      if (slotFd === undefined) nodes.setattr(node, changes);
      else setOpenAttributes(check, slotFd, node, changes);
    },
    open: (stream) => {
      if (module.FS.isDir(stream.node.mode)) return;
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
      if ((stream.node.mode & S_IFMT) !== S_IFIFO) return;
      stream.stream_ops = createDescriptorOperations(module);
      stream.seekable = false;
    },
    dup: ({ slotFd }) => {
      if (slotFd !== undefined) duplicates.set(slotFd, (duplicates.get(slotFd) ?? 0) + 1);
    },
    close: ({ slotFd }) => {
      if (slotFd === undefined) return;
      const others = duplicates.get(slotFd) ?? 0;
      if (others === 0) check(files().close(slotFd));
      else if (others === 1) duplicates.delete(slotFd);
      else duplicates.set(slotFd, others - 1);
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
      const ptr = module.mmapAlloc(length);
      if (ptr === 0) throw new module.FS.ErrnoError(ERRNO.ENOMEM);
      operations.read(stream, module.HEAPU8, ptr, length, position);
      return { ptr, allocated: true };
    },
    msync: (stream, buffer, offset, length) => {
      check(files().filestat(fdOf(stream.slotFd)));
      const rest = Number(register(FILESTAT.size)) - offset;
      if (rest > 0) operations.write(stream, buffer, 0, Math.min(length, rest), offset);
      return 0;
    },
  };
  return operations;
}

/** Sets mode and size of an open file, which may have no path any more. */
function setOpenAttributes(
  check: (errno: number) => void,
  fd: number,
  node: FsNode,
  { mode, size }: FsAttributes,
): void {
  if (mode !== undefined) {
    check(files().setMode(fd, mode & 0o7777));
    node.mode = mode;
  }
  if (size !== undefined) check(files().setSize(fd, size));
}
