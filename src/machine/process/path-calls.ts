import { posix } from "node:path";
import { LOOKUP_FOLLOW, RIGHTS } from "../../../runtimes/abi/preview1.ts";
import type { ProgramFiles } from "../../../runtimes/abi/program-files.ts";
import { WINDOW_BYTES } from "../../../runtimes/abi/program-files.ts";
import { OPEN_ACCESS } from "../../../runtimes/abi/system-calls.ts";
import { linkAt, mkdirAt, symlinkAt } from "../../volume/make.ts";
import { isSymlink } from "../../volume/memfs-tree.ts";
import { rmdirAt, unlinkAt } from "../../volume/remove.ts";
import { renameAt } from "../../volume/rename.ts";
import { asBits, asCount, asPath } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import { type Descriptor, DIRECTORY_RIGHTS, FILE_RIGHTS, kernelDescriptor } from "./descriptors.ts";
import { answerStatus, answerStreamStatus, setMode, setOwner, setTimes } from "./file-status.ts";
import { open } from "./open-file.ts";
import { answerKernelsStatus, kernelsKind, kernelsPath, readKernels } from "./proc-calls.ts";
import { WasiError } from "./wasi-error.ts";

export type PathCalls = Pick<
  ProgramFiles,
  | "createDirectory"
  | "pathFilestat"
  | "pathSetMode"
  | "pathSetOwner"
  | "pathSetTimes"
  | "link"
  | "open"
  | "readlink"
  | "removeDirectory"
  | "rename"
  | "symlink"
  | "unlink"
>;

const DESCRIPTOR = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d{1,4})$/;
const STREAMS: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };

/** The number of the process's descriptor that a path names, if the program is a process and it names one. */
function descriptorNamed(context: CallContext, fd: unknown, path: unknown): number | undefined {
  if (!context.isProcess || typeof path !== "string" || !/fd\/\d|std/.test(path)) return undefined;
  const directory = context.descriptors.get(fd);
  if (directory.kind !== "directory") return undefined;
  const absolute = posix.join(context.pathOf(directory.link), path);
  const number = DESCRIPTOR.exec(absolute)?.[1];
  return number === undefined ? STREAMS[absolute] : Number(number);
}

/** Has the kernel open a path. */
function openInKernel({ kernel, registers }: CallContext, path: string): Descriptor {
  const [rights = 0n] = registers;
  const [reads, writes] = [(rights & RIGHTS.fdRead) !== 0n, (rights & RIGHTS.fdWrite) !== 0n];
  const access = writes ? (reads ? OPEN_ACCESS.both : OPEN_ACCESS.write) : OPEN_ACCESS.read;
  return kernelDescriptor(kernel, kernel.call("open", access, 0, path).value);
}

function openKernels(context: CallContext, fd: unknown, path: string): Descriptor {
  const kind = kernelsKind(context, path);
  if (kind === "other") return openInKernel(context, path);
  const [rights = 0n, inheriting = 0n] = context.registers;
  if (kind === "text") {
    if (rights & RIGHTS.fdWrite) throw new WasiError("EROFS");
    return {
      kind,
      bytes: readKernels(context, path),
      offset: 0,
      flags: 0,
      rights: rights & FILE_RIGHTS,
      inheriting: 0n,
    };
  }
  if (rights & RIGHTS.fdWrite) throw new WasiError("EISDIR");
  const directory = context.descriptors.directory(fd, 0n);
  return {
    kind: "directory",
    link: directory.kernelsPath === undefined ? context.existing(fd, 0n, LOOKUP_FOLLOW, "proc") : directory.link,
    kernelsPath: path,
    preopenName: undefined,
    flags: 0,
    rights: rights & DIRECTORY_RIGHTS,
    inheriting,
  };
}

/** The calls that take a path below an open directory. */
export function createPathCalls(context: CallContext): PathCalls {
  return {
    createDirectory: (fd, path) =>
      context.attempt(() => {
        mkdirAt(context.writer, context.place(fd, RIGHTS.pathCreateDirectory, path), 0o755, asPath(path));
      }),
    pathFilestat: (fd, flags, path) =>
      context.attempt(() => {
        const number = descriptorNamed(context, fd, path);
        const kernels = number === undefined ? kernelsPath(context, fd, path) : undefined;
        if (kernels !== undefined) return answerKernelsStatus(context, kernels, flags);
        if (number === undefined)
          return answerStatus(context, context.existing(fd, RIGHTS.pathFilestatGet, flags, path).getNode());
        context.kernel.call("describe", number);
        answerStreamStatus(context);
      }),
    pathSetMode: (fd, lookupFlags, path, mode) =>
      context.attempt(() => {
        const link = context.existing(fd, RIGHTS.pathFilestatSetTimes, lookupFlags, path);
        setMode(context, context.writer.owned(link, asPath(path)).getNode(), true, mode);
      }),
    pathSetTimes: (fd, lookupFlags, path, flags) =>
      context.attempt(() => {
        const link = context.existing(fd, RIGHTS.pathFilestatSetTimes, lookupFlags, path);
        setTimes(context, context.writer.owned(link, asPath(path)).getNode(), true, flags);
      }),
    pathSetOwner: (fd, lookupFlags, path, uid, gid) =>
      context.attempt(() => {
        const link = context.existing(fd, RIGHTS.pathFilestatSetTimes, lookupFlags, path);
        setOwner(context, context.writer.owned(link, asPath(path)).getNode(), true, uid, gid);
      }),
    link: (fromFd, flags, from, toFd, to) =>
      context.attempt(() => {
        if (asBits(flags) & LOOKUP_FOLLOW) throw new WasiError("EINVAL");
        const source = context.existing(fromFd, RIGHTS.pathLinkSource, flags, from);
        linkAt(context.writer, source, context.place(toFd, RIGHTS.pathLinkTarget, to), asPath(from), asPath(to));
      }),
    open: (fd, lookupFlags, path, openFlags, fdFlags) =>
      context.attempt(() => {
        // Room for a descriptor is looked for before a file is made or emptied.
        context.descriptors.assertRoom();
        const number = descriptorNamed(context, fd, path);
        if (number !== undefined)
          return context.answer(context.descriptors.add(openInKernel(context, `/dev/fd/${number}`)));
        const kernels = kernelsPath(context, fd, path);
        if (kernels !== undefined) return context.answer(context.descriptors.add(openKernels(context, fd, kernels)));
        context.answer(context.descriptors.add(open(context, { fd, lookupFlags, path, openFlags, fdFlags })));
      }),
    readlink: (fd, path, maxBytes) =>
      context.attempt(() => {
        const kernels = kernelsPath(context, fd, path);
        if (kernels !== undefined) {
          const { bytes } = context.kernel.call("readlink", 0, 0, kernels);
          return context.answer(context.fill(Buffer.from(bytes), asCount(maxBytes, WINDOW_BYTES)));
        }
        const link = context.existing(fd, RIGHTS.pathReadlink, 0, path);
        if (!isSymlink(link)) throw new WasiError("EINVAL");
        context.answer(context.fill(Buffer.from(link.getNode().symlink ?? ""), asCount(maxBytes, WINDOW_BYTES)));
      }),
    removeDirectory: (fd, path) =>
      context.attempt(() => {
        rmdirAt(context.writer, context.place(fd, RIGHTS.pathRemoveDirectory, path), asPath(path));
      }),
    rename: (fromFd, from, toFd, to) =>
      context.attempt(() => {
        const source = context.place(fromFd, RIGHTS.pathRenameSource, from);
        const target = context.place(toFd, RIGHTS.pathRenameTarget, to);
        const replaced = target.link?.getNode();
        renameAt(context.writer, source, target, asPath(from), asPath(to));
        if (replaced) context.forgetIfGone(replaced);
        context.writer.countHeldBytes();
      }),
    symlink: (target, fd, path) =>
      context.attempt(() => {
        // A program may not make a way out for one that follows links less carefully.
        const { link } = context.descriptors.directory(fd, RIGHTS.pathSymlink);
        if (asPath(target).startsWith("/") && link !== context.writer.roots.root) throw new WasiError("EPERM");
        symlinkAt(context.writer, asPath(target), context.place(fd, RIGHTS.pathSymlink, path), asPath(path));
      }),
    unlink: (fd, path) =>
      context.attempt(() => {
        const place = context.place(fd, RIGHTS.pathUnlinkFile, path);
        const node = place.link?.getNode();
        unlinkAt(context.writer, place, asPath(path));
        if (node) context.forgetIfGone(node);
        context.writer.countHeldBytes();
      }),
  };
}
