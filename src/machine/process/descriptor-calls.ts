import { DIRENT_BYTES, FDFLAGS, RIGHTS } from "../../../runtimes/abi/preview1.ts";
import type { ProgramFiles } from "../../../runtimes/abi/program-files.ts";
import { WINDOW_BYTES } from "../../../runtimes/abi/program-files.ts";
import type { Link, Node } from "../../volume/memfs-types.ts";
import { entriesOf, parentOf } from "../../volume/overlay.ts";
import { asBits, asCount, asOffset } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import { type ListedEntry, writable } from "./descriptors.ts";
import {
  answerOtherStatus,
  answerStatus,
  filetypeOf,
  filetypeOfDescriptor,
  nodeOf,
  setMode,
  setOwner,
  setTimes,
} from "./file-status.ts";
import { listKernels } from "./proc-calls.ts";
import { WasiError } from "./wasi-error.ts";

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
  | "setMode"
  | "setOwner"
  | "setTimes"
  | "renumber"
  | "prestat"
  | "readdir"
>;

/** Listings of larger directories are kept one at a time. */
const MAX_SHARED_ENTRIES = 1_000;

/** The calls that take a descriptor and move no bytes of files. */
export function createDescriptorCalls(context: CallContext): DescriptorCalls {
  const changeable = (fd: unknown): { node: Node; isOwn: boolean } => {
    const descriptor = context.descriptors.get(fd, RIGHTS.fdFilestatSetTimes);
    const node = nodeOf(descriptor);
    if (!node) throw new WasiError("EINVAL");
    const link = descriptor.kind === "directory" ? context.current(descriptor.link) : undefined;
    if (link) return { node: context.writer.owned(link, "").getNode(), isOwn: true };
    const isOwn = descriptor.kind === "file" ? descriptor.isOwn : context.writer.tree.node(node.ino) === node;
    return { node, isOwn };
  };
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
        const descriptor = context.descriptors.get(fd);
        const node = nodeOf(descriptor);
        if (descriptor.kind === "kernel") descriptor.process.close(descriptor.fd);
        context.descriptors.close(fd);
        if (node) context.forgetIfGone(node);
        if (context.writer.heldBytes > 0) context.writer.countHeldBytes();
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
        else answerOtherStatus(context, descriptor);
      }),
    setSize: (fd, size) =>
      context.attempt(() =>
        context.writer.resize(writable(context.descriptors.get(fd, RIGHTS.fdFilestatSetSize)).node, asOffset(size), ""),
      ),
    setMode: (fd, mode) =>
      context.attempt(() => {
        const { node, isOwn } = changeable(fd);
        setMode(context, node, isOwn, mode);
      }),
    setOwner: (fd, uid, gid) =>
      context.attempt(() => {
        const { node, isOwn } = changeable(fd);
        setOwner(context, node, isOwn, uid, gid);
      }),
    setTimes: (fd, flags) =>
      context.attempt(() => {
        const { node, isOwn } = changeable(fd);
        setTimes(context, node, isOwn, flags);
      }),
    renumber: (from, to) =>
      context.attempt(() => {
        context.descriptors.renumber(from, to);
        if (context.writer.heldBytes > 0) context.writer.countHeldBytes();
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
        if (from === 0 || !directory.listing) {
          const { kernelsPath, link } = directory;
          directory.listing = kernelsPath === undefined ? listingOf(context, link) : listKernels(context, kernelsPath);
        }
        if (directory.listing.length > MAX_SHARED_ENTRIES) context.descriptors.forgetListings(directory);
        const room = context.window.subarray(0, asCount(maxBytes, WINDOW_BYTES));
        let used = 0;
        for (let at = from; at < directory.listing.length && used < room.length; at++) {
          const entry = direntOf(directory.listing[at], at + 1).subarray(0, room.length - used);
          room.set(entry, used);
          used += entry.length;
        }
        context.answer(used);
      }),
  };
}

/** Each entry's cookie is its place, from 1 on. */
function listingOf(context: CallContext, opened: Link): ListedEntry[] {
  const { roots } = context.writer;
  const directory = context.current(opened);
  if (!directory) return [];
  const listed = (name: string, node: Node): ListedEntry => ({ name, ino: node.ino, filetype: filetypeOf(node.mode) });
  const entries = [listed(".", directory.getNode()), listed("..", parentOf(roots, directory).getNode())];
  for (const child of entriesOf(roots, directory)) entries.push(listed(child.name, child.getNode()));
  return entries;
}

/** An entry as preview 1 lays it out, with the cookie of the next one. */
function direntOf(entry: ListedEntry | undefined, cookie: number): Buffer {
  const { name = "", ino = 0, filetype = 0 } = entry ?? {};
  const encoded = Buffer.from(name);
  const dirent = Buffer.alloc(DIRENT_BYTES + encoded.length);
  dirent.writeBigUInt64LE(BigInt(cookie), 0);
  dirent.writeBigUInt64LE(BigInt(ino), 8);
  dirent.writeUInt32LE(encoded.length, 16);
  dirent.writeUInt8(filetype, 20);
  dirent.set(encoded, DIRENT_BYTES);
  return dirent;
}
