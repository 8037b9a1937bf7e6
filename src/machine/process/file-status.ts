import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../../runtimes/abi/file-mode.ts";
import { FILETYPE, FSTFLAGS } from "../../../runtimes/abi/preview1.ts";
import { FILESTAT } from "../../../runtimes/abi/program-files.ts";
import { contentSize } from "../../volume/file-content.ts";
import type { Node } from "../../volume/memfs-types.ts";
import { asBits } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import type { Descriptor } from "./descriptors.ts";
import { WasiError } from "./wasi-error.ts";

const NS_PER_MS = 1_000_000n;
const DIRECTORY_SIZE = 4096;

export function filetypeOf(mode: number): number {
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

/** The inode behind a descriptor; a stream has none. */
export function nodeOf(descriptor: Descriptor): Node | undefined {
  if (descriptor.kind === "file" || descriptor.kind === "device") return descriptor.node;
  return descriptor.kind === "directory" ? descriptor.link.getNode() : undefined;
}

/** Leaves in the registers what `filestat` is to tell. */
export function answerStatus({ registers }: CallContext, node: Node): void {
  const filetype = filetypeOf(node.mode);
  registers[FILESTAT.ino] = BigInt(node.ino);
  registers[FILESTAT.filetype] = BigInt(filetype);
  registers[FILESTAT.nlink] = BigInt(Math.max(0, node.nlink));
  registers[FILESTAT.size] = BigInt(filetype === FILETYPE.directory ? DIRECTORY_SIZE : contentSize(node));
  registers[FILESTAT.atim] = nanoseconds(node.atime);
  registers[FILESTAT.mtim] = nanoseconds(node.mtime);
  registers[FILESTAT.ctim] = nanoseconds(node.ctime);
  registers[FILESTAT.mode] = BigInt(node.mode);
}

/** Preview 1 has no type for a pipe, and what is a character device C libraries take for a terminal. */
const STREAM_FILETYPE = FILETYPE.unknown;
const PIPE_MODE = BigInt(0o010600);
const PERMISSIONS = 0o7777;

export function filetypeOfDescriptor(descriptor: Descriptor): number {
  const node = nodeOf(descriptor);
  return node ? filetypeOf(node.mode) : STREAM_FILETYPE;
}

export function answerStreamStatus({ registers }: CallContext): void {
  registers.fill(0n);
  registers[FILESTAT.filetype] = BigInt(STREAM_FILETYPE);
  registers[FILESTAT.nlink] = 1n;
  registers[FILESTAT.mode] = PIPE_MODE;
}

export function setMode({ writer }: CallContext, node: Node, isOwn: boolean, mode: unknown): void {
  if (!isOwn) throw new WasiError("EROFS");
  writer.setMode(node, asBits(mode) & PERMISSIONS);
}

/** Sets the times the flags name, from the registers 0 and 1 or to now. */
export function setTimes({ writer, registers }: CallContext, node: Node, isOwn: boolean, flagBits: unknown): void {
  const flags = asBits(flagBits);
  const { atim, atimNow, mtim, mtimNow } = FSTFLAGS;
  if ((flags & atim && flags & atimNow) || (flags & mtim && flags & mtimNow)) throw new WasiError("EINVAL");
  if (!isOwn) throw new WasiError("EROFS");
  const now = BigInt(Date.now()) * NS_PER_MS;
  // Registers are signed: a time beyond what they hold comes out negative.
  const [atimNs = 0n, mtimNs = 0n] = registers;
  if ((flags & atim && atimNs < 0n) || (flags & mtim && mtimNs < 0n)) throw new WasiError("EINVAL");
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
}

/** The nanoseconds behind times that were set. A volume keeps milliseconds; these last as long as its worker's replica. */
const EXACT_TIMES = new WeakMap<Date, bigint>();

function nanoseconds(time: Date): bigint {
  return EXACT_TIMES.get(time) ?? BigInt(time.getTime()) * NS_PER_MS;
}
