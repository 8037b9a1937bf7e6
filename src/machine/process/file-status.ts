import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../../runtimes/abi/file-mode.ts";
import { FILETYPE, FSTFLAGS } from "../../../runtimes/abi/preview1.ts";
import { FILESTAT } from "../../../runtimes/abi/program-files.ts";
import { contentSize } from "../../volume/file-content.ts";
import { currentTime, FileTime, NS_PER_MS, timesOf } from "../../volume/file-time.ts";
import type { Node } from "../../volume/memfs-types.ts";
import { asBits, asOwner } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import type { Descriptor } from "./descriptors.ts";
import { WasiError } from "./wasi-error.ts";

const NS_PER_MS_BIG = BigInt(NS_PER_MS);
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
  const { atime, mtime, ctime } = timesOf(node);
  registers[FILESTAT.atim] = nanoseconds(atime);
  registers[FILESTAT.mtim] = nanoseconds(mtime);
  registers[FILESTAT.ctim] = nanoseconds(ctime);
  registers[FILESTAT.mode] = BigInt(node.mode);
  registers[FILESTAT.uid] = BigInt(node.uid);
  registers[FILESTAT.gid] = BigInt(node.gid);
}

/** Preview 1 has no type for a pipe, and what is a character device C libraries take for a terminal. */
const STREAM_FILETYPE = FILETYPE.unknown;
const PIPE_MODE = BigInt(0o010600);
const PERMISSIONS = 0o7777;

export function filetypeOfDescriptor(descriptor: Descriptor): number {
  if (descriptor.kind === "text") return FILETYPE.regularFile;
  const node = nodeOf(descriptor);
  return node ? filetypeOf(node.mode) : STREAM_FILETYPE;
}

/** Of what has no inode. */
export function answerOtherStatus(context: CallContext, descriptor: Descriptor): void {
  answerStreamStatus(context);
  if (descriptor.kind !== "text") return;
  context.registers[FILESTAT.filetype] = BigInt(FILETYPE.regularFile);
  context.registers[FILESTAT.mode] = BigInt(S_IFREG | 0o444);
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
  const [atimNs = 0n, mtimNs = 0n] = registers;
  const now = currentTime();
  writer.setTimes(node, {
    ...(flags & (atim | atimNow) ? { atime: flags & atim ? timeOf(atimNs) : now } : {}),
    ...(flags & (mtim | mtimNow) ? { mtime: flags & mtim ? timeOf(mtimNs) : now } : {}),
  });
}

export function setOwner({ writer }: CallContext, node: Node, isOwn: boolean, uid: unknown, gid: unknown): void {
  if (!isOwn) throw new WasiError("EROFS");
  writer.setOwner(node, asOwner(uid, gid));
}

function timeOf(ns: bigint): FileTime {
  const fraction = ((ns % NS_PER_MS_BIG) + NS_PER_MS_BIG) % NS_PER_MS_BIG;
  return new FileTime(Number((ns - fraction) / NS_PER_MS_BIG), Number(fraction));
}

function nanoseconds(time: FileTime): bigint {
  return BigInt(time.getTime()) * NS_PER_MS_BIG + BigInt(time.ns);
}
