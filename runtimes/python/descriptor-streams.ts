import { ERRNO } from "../abi/preview1.ts";
import { PENDING, WINDOW_BYTES } from "../abi/program-files.ts";
import type { EmscriptenModule, FsStream, StreamOperations } from "./emscripten.ts";
import { files, register, window } from "./host.ts";
import { errnoCheck } from "./slot-nodes.ts";
import { canBeLeft } from "./suspension.ts";

const OWN_OFFSET = -1;
const READ_WRITE = 2;
const PIPE_MODE = 0o010600;

/** Python's standard streams are the program's, byte for byte. */
export function connectStreams(module: EmscriptenModule): void {
  const { FS } = module;
  for (const fd of [0, 1, 2]) {
    const standard = FS.getStream(fd);
    if (standard) FS.close(standard);
    openDescriptor(module, fd, fd);
  }
  for (const [fd, name] of ["stdin", "stdout", "stderr"].entries()) {
    FS.unlink(`/dev/${name}`);
    FS.symlink(`/dev/fd/${fd}`, `/dev/${name}`);
  }
}

/** Makes a descriptor of the host's a stream of the interpreter's. @param fd the number it gets @default the lowest free */
export function openDescriptor(module: EmscriptenModule, slotFd: number, fd?: number): FsStream {
  const { FS } = module;
  const node = FS.createNode(null, "pipe", PIPE_MODE, 0);
  // Nobody looks it up by its name, and the table of names would hold it for ever.
  FS.hashRemoveNode(node);
  const operations = createDescriptorOperations(module);
  node.stream_ops = operations;
  const stream = { node, flags: READ_WRITE, seekable: false, stream_ops: operations, slotFd, position: 0 };
  return FS.createStream(stream as unknown as Partial<FsStream>, fd);
}

const descriptors = new WeakSet<object>();

/** Whether a stream is a descriptor of the host's, and no file. */
export function isDescriptor(stream: FsStream): boolean {
  return descriptors.has(stream.stream_ops);
}

/** @returns what the host answers in the end; PENDING only if the interpreter can be left */
function untilDone(call: () => number): number {
  for (;;) {
    const errno = call();
    if (errno !== PENDING || canBeLeft()) return errno;
    const waited = files().wait();
    if (waited !== ERRNO.SUCCESS) return waited;
  }
}

/** What is read and written as it comes, and has no position: pipes. */
export function createDescriptorOperations(module: EmscriptenModule): StreamOperations {
  const check = errnoCheck(module);
  /** How many streams beyond the first there are of a descriptor. */
  const duplicates = new Map<number, number>();
  const operations: Pick<StreamOperations, "read" | "write" | "close" | "dup"> = {
    read: ({ slotFd = 0 }, buffer, offset, length) => {
      check(untilDone(() => files().read(slotFd, Math.min(length, WINDOW_BYTES), OWN_OFFSET)));
      const got = Number(register(0));
      buffer.set(window().subarray(0, got), offset);
      return got;
    },
    write: ({ slotFd = 0 }, buffer, offset, length) => {
      const part = buffer.subarray(offset, offset + Math.min(length, WINDOW_BYTES));
      check(
        untilDone(() => {
          window().set(part);
          return files().write(slotFd, part.length, OWN_OFFSET);
        }),
      );
      return part.length;
    },
    dup: ({ slotFd = 0 }) => void duplicates.set(slotFd, (duplicates.get(slotFd) ?? 0) + 1),
    close: ({ slotFd = 0 }) => {
      const others = duplicates.get(slotFd) ?? 0;
      if (others > 0) duplicates.set(slotFd, others - 1);
      else files().close(slotFd);
    },
  };
  descriptors.add(operations);
  return operations as StreamOperations;
}

/** A pipe of a program's own: nobody writes to it while the program reads, so an empty one has ended. */
export function endEmptyPipes({ PIPEFS, FS }: EmscriptenModule): void {
  const readPipe = PIPEFS.stream_ops.read;
  PIPEFS.stream_ops.read = (...call) => {
    try {
      return readPipe(...call);
    } catch (error) {
      if (error instanceof FS.ErrnoError && (error as { errno?: number }).errno === ERRNO.EAGAIN) return 0;
      throw error;
    }
  };
}
