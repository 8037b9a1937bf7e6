import { FILE_SYSTEM, type FileSystemSpace } from "../../abi/file-system.ts";
import type { FileSystem } from "../../kernel/kernel.ts";

/** A file system as a slot has them mounted: one of its files, and the kernel's. */
export interface Mount {
  readonly type: string;
  /** As statfs(2) has it. */
  readonly magic: number;
  readonly id: number;
  readonly target: string;
  readonly space: FileSystemSpace;
}

const NO_SPACE: FileSystemSpace = { blocks: 0, freeBlocks: 0, files: 0, freeFiles: 0 };
const PROC: Mount = { type: "proc", magic: 0x9fa0, id: 2, target: "/proc", space: NO_SPACE };

export function mountsOf(files: FileSystem): readonly Mount[] {
  const { type, magic, id } = FILE_SYSTEM;
  return [{ type, magic, id, target: "/", space: files.space() }, PROC];
}

/** The mount a file is on. @throws SystemError if it isn't there */
export function mountOf(files: FileSystem, path: string): Mount {
  files.stat(path);
  const real = files.realpath(path);
  const [slot = PROC, proc = PROC] = mountsOf(files);
  return real === proc.target || real.startsWith(`${proc.target}/`) ? proc : slot;
}
