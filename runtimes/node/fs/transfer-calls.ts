import { ERRNO, FILETYPE, LOOKUP_FOLLOW } from "../../abi/preview1.ts";
import { FILESTAT, WINDOW_BYTES } from "../../abi/program-files.ts";
import { asBytes, concat } from "../bytes.ts";
import { codecNamed } from "../codecs.ts";
import { fromRoot, ROOT_FD } from "../file-access.ts";
import { machine, register } from "../machine.ts";
import { constant } from "../node-facts.ts";
import { decode } from "../utf8.ts";
import type { FsCall } from "./file-calls.ts";
import { check, FsFailure, open, type Path, pathText } from "./file-calls.ts";

const fsConstants = constant<Record<string, number>>("constants", "fs");
const OWN_OFFSET = -1;

/** Throws if a read failed. The host only says that a directory can't be read; Node says EISDIR. */
function checkRead(errno: number, fd: number): void {
  if (errno === ERRNO.ENOTCAPABLE && machine().files.filestat(fd) === ERRNO.SUCCESS)
    if (register(FILESTAT.filetype) === FILETYPE.directory) throw new FsFailure("EISDIR", "read");
  check(errno, "read");
}

type Position = number | bigint | null | undefined;

function offsetOf(position: Position): number {
  return position === null || position === undefined || Number(position) < 0 ? OWN_OFFSET : Number(position);
}

function read(fd: number, target: Uint8Array, position: Position): number {
  const { files, window } = machine();
  let done = 0;
  while (done < target.length) {
    const at = offsetOf(position);
    const wanted = Math.min(WINDOW_BYTES, target.length - done);
    checkRead(files.read(fd, wanted, at === OWN_OFFSET ? at : at + done), fd);
    const count = register(0);
    target.set(window.subarray(0, count), done);
    done += count;
    if (count < wanted) break;
  }
  return done;
}

export function writeAll(fd: number, bytes: Uint8Array, position: Position): number {
  const { files, window } = machine();
  let done = 0;
  do {
    const at = offsetOf(position);
    const part = bytes.subarray(done, done + WINDOW_BYTES);
    window.set(part);
    const errno = files.write(fd, part.length, at === OWN_OFFSET ? at : at + done);
    if (errno !== ERRNO.SUCCESS) throw new FsFailure(errno, "write");
    done += part.length;
  } while (done < bytes.length);
  return done;
}

export function readAll(fd: number): Uint8Array {
  const { files, window } = machine();
  const parts: Uint8Array[] = [];
  for (;;) {
    checkRead(files.read(fd, WINDOW_BYTES, OWN_OFFSET), fd);
    const count = register(0);
    if (count === 0) return concat(parts);
    parts.push(window.slice(0, count));
  }
}

function withFile<Result>(file: Path | number, flags: number, use: (fd: number) => Result): Result {
  if (typeof file === "number") return use(file);
  const fd = open(pathText(file), flags);
  try {
    return use(fd);
  } finally {
    machine().files.close(fd);
  }
}

export function copyFile(source: string, target: string, mode: number): void {
  try {
    const bytes = withFile(source, fsConstants["O_RDONLY"] ?? 0, readAll);
    const permissions = permissionsOf(source);
    const exclusive = mode & (fsConstants["COPYFILE_EXCL"] ?? 1) ? (fsConstants["O_EXCL"] ?? 0) : 0;
    const flags =
      (fsConstants["O_WRONLY"] ?? 0) | (fsConstants["O_CREAT"] ?? 0) | (fsConstants["O_TRUNC"] ?? 0) | exclusive;
    withFile(target, flags, (fd) => writeAll(fd, bytes, null));
    machine().files.pathSetMode(ROOT_FD, LOOKUP_FOLLOW, fromRoot(target), permissions);
  } catch (error) {
    throw error instanceof FsFailure ? new FsFailure(error.errno, "copyfile", source, target) : error;
  }
}

function permissionsOf(path: string): number {
  machine().files.pathFilestat(ROOT_FD, LOOKUP_FOLLOW, fromRoot(path));
  return register(FILESTAT.mode);
}

const call = (request: number, run: (...args: never[]) => unknown, reads = false): FsCall => ({ request, run, reads });

/** The calls that move bytes, by the names of Node's binding. */
export const transferCalls: Readonly<Record<string, FsCall>> = {
  read: call(
    5,
    (fd: number, buffer: ArrayBufferView, offset: number, length: number, position: Position) =>
      read(fd, asBytes(buffer).subarray(offset, offset + length), position),
    true,
  ),
  readBuffers: call(
    3,
    (fd: number, buffers: readonly ArrayBufferView[], position: Position) => {
      let done = 0;
      for (const buffer of buffers) {
        const at = offsetOf(position);
        const count = read(fd, asBytes(buffer), at === OWN_OFFSET ? null : at + done);
        done += count;
        if (count < buffer.byteLength) break;
      }
      return done;
    },
    true,
  ),
  writeBuffer: call(5, (fd: number, buffer: ArrayBufferView, offset: number, length: number, position: Position) =>
    writeAll(fd, asBytes(buffer).subarray(offset, offset + length), position),
  ),
  writeBuffers: call(3, (fd: number, buffers: readonly ArrayBufferView[], position: Position) =>
    writeAll(fd, concat(buffers.map(asBytes)), position),
  ),
  writeString: call(4, (fd: number, text: string, position: Position, encoding: unknown) =>
    writeAll(fd, codecNamed(encoding).encode(text), position),
  ),
  readFileUtf8: call(9, (file: Path | number, flags: number) => decode(withFile(file, flags, readAll))),
  writeFileUtf8: call(9, (file: Path | number, text: string, flags: number) =>
    withFile(file, flags, (fd) => void writeAll(fd, codecNamed("utf8").encode(text), null)),
  ),
  copyFile: call(3, (from: Path, to: Path, mode: number) => copyFile(pathText(from), pathText(to), mode)),
};
