import { DIRENT_BYTES, FDFLAGS, RIGHTS } from "../../runtimes/process/abi.ts";
import type { ProgramFiles } from "../../runtimes/process/files.ts";
import { childrenOf, type Link, type Node } from "../volume/memfs-tree.ts";
import { asBits, asCount, asOffset, type CallContext } from "./call-context.ts";
import { WasiError, writable } from "./descriptors.ts";
import {
  answerStatus,
  answerStreamStatus,
  filetypeOf,
  filetypeOfDescriptor,
  nodeOf,
  setMode,
  setTimes,
} from "./file-status.ts";

export type DescriptorCalls = Pick<
  ProgramFiles,
  | "advise"
  | "allocate"
  | "close"
  | "datasync"
  | "sync"
  | "fdstat"
  | "setFlags"
  | "setRights"
  | "filestat"
  | "setSize"
  | "setTimes"
  | "setMode"
  | "renumber"
  | "prestat"
  | "readdir"
>;

/** The calls that take a descriptor and move no bytes of files. */
export function createDescriptorCalls(context: CallContext): DescriptorCalls {
  return {
    advise: (fd) => context.attempt(() => void context.descriptors.get(fd, RIGHTS.fdAdvise)),
    allocate: (fd, offset, length) =>
      context.attempt(() => {
        const { node } = writable(context.descriptors.get(fd, RIGHTS.fdAllocate));
        if (asOffset(length) === 0) throw new WasiError("EINVAL");
        const end = asOffset(offset) + asOffset(length);
        if (end > node.getSize()) context.writer.resize(node, end, "");
      }),
    close: (fd) =>
      context.attempt(() => {
        context.descriptors.close(fd);
        if (context.writer.heldBytes > 0) context.countHeldBytes();
      }),
    datasync: (fd) => context.attempt(() => void context.descriptors.get(fd, RIGHTS.fdDatasync)),
    sync: (fd) => context.attempt(() => void context.descriptors.get(fd, RIGHTS.fdSync)),
    fdstat: (fd) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd);
        context.answer(filetypeOfDescriptor(descriptor), descriptor.flags, descriptor.rights, descriptor.inheriting);
      }),
    setFlags: (fd, flags) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd, RIGHTS.fdFdstatSetFlags);
        if (asBits(flags) & ~(FDFLAGS.append | FDFLAGS.nonblock)) throw new WasiError("EINVAL");
        descriptor.flags = asBits(flags);
      }),
    setRights: (fd) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd);
        const [rights = 0n, inheriting = 0n] = context.registers;
        if (rights & ~descriptor.rights || inheriting & ~descriptor.inheriting) throw new WasiError("ENOTCAPABLE");
        descriptor.rights = rights;
        descriptor.inheriting = inheriting;
      }),
    filestat: (fd) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd, RIGHTS.fdFilestatGet);
        const node = nodeOf(descriptor);
        if (node) answerStatus(context, node);
        else answerStreamStatus(context);
      }),
    setSize: (fd, size) =>
      context.attempt(() =>
        context.writer.resize(writable(context.descriptors.get(fd, RIGHTS.fdFilestatSetSize)).node, asOffset(size), ""),
      ),
    setTimes: (fd, flags) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd, RIGHTS.fdFilestatSetTimes);
        const node = nodeOf(descriptor);
        if (!node) throw new WasiError("EINVAL");
        const isOwn = descriptor.kind === "file" ? descriptor.isOwn : context.writer.tree.node(node.ino) === node;
        setTimes(context, node, isOwn, flags);
      }),
    setMode: (fd, mode) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd, RIGHTS.fdFilestatSetTimes);
        const node = nodeOf(descriptor);
        if (!node) throw new WasiError("EINVAL");
        const isOwn = descriptor.kind === "file" ? descriptor.isOwn : context.writer.tree.node(node.ino) === node;
        setMode(context, node, isOwn, mode);
      }),
    renumber: (from, to) =>
      context.attempt(() => {
        context.descriptors.renumber(from, to);
        if (context.writer.heldBytes > 0) context.countHeldBytes();
      }),
    prestat: (fd) =>
      context.attempt(() => {
        const descriptor = context.descriptors.get(fd);
        if (descriptor.kind !== "directory" || descriptor.preopenName === undefined) throw new WasiError("EBADF");
        context.answer(context.fill(Buffer.from(descriptor.preopenName)));
      }),
    readdir: (fd, maxBytes, cookie) =>
      context.attempt(() => {
        const directory = context.descriptors.directory(fd, RIGHTS.fdReaddir);
        const from = asOffset(cookie);
        // Cookies are positions in a listing that stays as it is, whatever is removed while a program goes through it.
        if (from === 0) directory.listing = undefined;
        directory.listing ??= listingOf(directory.link);
        const room = context.window.subarray(0, asCount(maxBytes));
        let used = 0;
        for (const entry of directory.listing.slice(from)) {
          if (used >= room.length) break;
          const part = entry.subarray(0, room.length - used);
          room.set(part, used);
          used += part.length;
        }
        context.answer(used);
      }),
  };
}

/** Each entry as preview 1 lays it out, its cookie being that of the next one. */
function listingOf(directory: Link): Buffer[] {
  const entries: [string, Node][] = [
    [".", directory.getNode()],
    ["..", (directory.parent ?? directory).getNode()],
  ];
  for (const child of childrenOf(directory)) entries.push([child.name, child.getNode()]);
  return entries.map(([name, node], index) => {
    const encoded = Buffer.from(name);
    const entry = Buffer.alloc(DIRENT_BYTES + encoded.length);
    entry.writeBigUInt64LE(BigInt(index + 1), 0);
    entry.writeBigUInt64LE(BigInt(node.ino), 8);
    entry.writeUInt32LE(encoded.length, 16);
    entry.writeUInt8(filetypeOf(node.mode), 20);
    entry.set(encoded, DIRENT_BYTES);
    return entry;
  });
}
