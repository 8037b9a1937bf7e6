import { ERRNO, FILETYPE, LOOKUP_FOLLOW, RIGHTS } from "../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../abi/program-files.ts";
import { concat } from "./bytes.ts";
import { machine, register } from "./machine.ts";
import { decode } from "./utf8.ts";

/** The descriptor of `/`. */
export const ROOT_FD = 3;

/** Rights to read. */
const READ = RIGHTS.fdRead | RIGHTS.fdSeek | RIGHTS.fdTell | RIGHTS.fdFilestatGet | RIGHTS.fdReaddir;

export function currentDirectory(): string {
  return workingDirectory ?? machine().options.cwd;
}

let workingDirectory: string | undefined;

export function changeDirectory(path: string): void {
  workingDirectory = path;
}

/** A path as the host takes it, from the root. */
export function fromRoot(path: string): string {
  const absolute = path.startsWith("/") ? path : `${currentDirectory()}/${path}`;
  return absolute.replace(/^\/+/, "") || ".";
}

export type FileKind = "file" | "directory" | "other";

export function kindOf(path: string): FileKind | undefined {
  if (machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(path)) !== ERRNO.SUCCESS) return undefined;
  const filetype = register(FILESTAT.filetype);
  if (filetype === FILETYPE.regularFile) return "file";
  return filetype === FILETYPE.directory ? "directory" : "other";
}

/** @returns nothing for what can't be read */
export function readBytes(path: string): Uint8Array | undefined {
  const { files, registers, window } = machine();
  registers[0] = READ;
  registers[1] = 0n;
  if (files.open(ROOT_FD, LOOKUP_FOLLOW, fromRoot(path), 0, 0) !== ERRNO.SUCCESS) return undefined;
  const fd = register(0);
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      if (files.read(fd, WINDOW_BYTES, -1) !== ERRNO.SUCCESS) return undefined;
      const count = register(0);
      if (count === 0) break;
      parts.push(window.slice(0, count));
    }
  } finally {
    files.close(fd);
  }
  return concat(parts);
}

export function readText(path: string): string | undefined {
  const bytes = readBytes(path);
  return bytes && decode(bytes);
}
