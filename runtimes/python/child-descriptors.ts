import { ERRNO, WHENCE } from "../abi/preview1.ts";
import { NULL_DEVICE } from "../abi/program-processes.ts";
import { isDescriptor } from "./descriptor-streams.ts";
import type { EmscriptenModule, FsStream } from "./emscripten.ts";
import { files, processes, register } from "./host.ts";
import { errnoCheck } from "./slot-nodes.ts";

/** A file of ours that a child has, too. */
export interface SharedFile {
  /** To be called when the child has ended: the position in the file is where it has left it. */
  giveBack(): void;
}

/**
 * What a child is given for descriptors of the interpreter's.
 * @param wanted the interpreter's own, or NULL_DEVICE, by the child's numbers
 * @returns the host's, likewise
 * @throws ErrnoError
 */
export function childDescriptors(
  module: EmscriptenModule,
  wanted: Readonly<Record<string, number>>,
): { readonly numbers: Record<string, number>; readonly files: readonly SharedFile[] } {
  const numbers: Record<string, number> = {};
  const shared = new Map<FsStream, number>();
  for (const [number, fd] of Object.entries(wanted)) {
    const stream = fd === NULL_DEVICE ? null : module.FS.getStream(fd);
    if (fd === NULL_DEVICE || stream?.path === "/dev/null") numbers[number] = NULL_DEVICE;
    else if (stream && isDescriptor(stream)) numbers[number] = stream.slotFd ?? NULL_DEVICE;
    else if (stream?.slotFd !== undefined) numbers[number] = shared.get(stream) ?? share(module, stream, shared);
    // One that is closed here is closed there, unless another was wanted.
    else if (stream || fd !== Number(number)) throw new module.FS.ErrnoError(ERRNO.EBADF);
  }
  return { numbers, files: [...shared].map(([stream, slotFd]) => sharedFile(stream, slotFd)) };
}

function share(module: EmscriptenModule, stream: FsStream, shared: Map<FsStream, number>): number {
  errnoCheck(module)(processes().share(stream.slotFd ?? NULL_DEVICE, stream.position));
  const slotFd = Number(register(0));
  shared.set(stream, slotFd);
  return slotFd;
}

function sharedFile(stream: FsStream, slotFd: number): SharedFile {
  return {
    giveBack: () => {
      if (files().seek(slotFd, 0, WHENCE.cur) === ERRNO.SUCCESS) stream.position = Number(register(0));
      files().close(slotFd);
    },
  };
}
