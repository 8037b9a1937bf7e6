import { posix } from "node:path";
import { S_IFDIR, S_IFMT, S_IFREG } from "../../../runtimes/abi/file-mode.ts";
import { FILETYPE, LOOKUP_FOLLOW } from "../../../runtimes/abi/preview1.ts";
import { FILESTAT } from "../../../runtimes/abi/program-files.ts";
import { OPEN_ACCESS, STATUS_NUMBERS } from "../../../runtimes/abi/system-calls.ts";
import { NS_PER_MS } from "../../volume/file-time.ts";
import { asBits } from "../guest-arguments.ts";
import type { CallContext } from "./call-context.ts";
import type { ListedEntry } from "./descriptors.ts";
import { filetypeOf } from "./file-status.ts";
import { WasiError } from "./wasi-error.ts";

/*
 * Files of `/proc` that are the kernel's of the machine, for programs of other runtimes: of processes, and what of the machine
 * changes. All others are the slot's.
 */
const KERNELS =
  /^\/proc(?:$|\/(?:(?:self|thread-self|[0-9]+)(?:\/|$)|(?:mounts|uptime|loadavg|sys\/kernel\/random\/uuid)$))/;
/** What may be such a path: looked at first, since most are not. */
const NEAR = /^[./]*proc/;
const READ_BYTES = 64 * 1024;
const FILETYPES: Readonly<Record<string, number>> = {
  f: FILETYPE.regularFile,
  d: FILETYPE.directory,
  l: FILETYPE.symbolicLink,
  c: FILETYPE.characterDevice,
};

/** @returns the absolute path, if the program is a process and the path names one of the kernel's files */
export function kernelsPath(context: CallContext, fd: unknown, path: unknown): string | undefined {
  if (!context.isProcess || typeof path !== "string") return undefined;
  const directory = context.descriptors.get(fd);
  if (directory.kind !== "directory") return undefined;
  // Who has been given less than the root doesn't come to it by way of `..`.
  const base = directory.kernelsPath ?? (directory.link === context.writer.roots.root ? "/" : undefined);
  if (base === undefined || (base === "/" && !NEAR.test(path))) return undefined;
  const absolute = posix.join(base, path);
  return KERNELS.test(absolute) ? absolute.replace(/(.)\/$/, "$1") : undefined;
}

/** Leaves in the registers what `path_filestat_get` is to tell. @throws WasiError */
export function answerKernelsStatus({ kernel, registers }: CallContext, path: string, lookupFlags: unknown): void {
  const follows = (asBits(lookupFlags) & LOOKUP_FOLLOW) !== 0;
  const { bytes } = kernel.call("status", follows ? 1 : 0, 0, path);
  if (bytes.length !== STATUS_NUMBERS.length * Float64Array.BYTES_PER_ELEMENT) throw new WasiError("EIO");
  const numbers = new Float64Array(bytes.slice().buffer);
  const [mode = 0, size, ino, nlink, uid, gid, atimeMs, atimeNs, mtimeMs, mtimeNs, ctimeMs, ctimeNs] = numbers;
  registers[FILESTAT.ino] = whole(ino);
  registers[FILESTAT.filetype] = BigInt(filetypeOf(mode));
  registers[FILESTAT.nlink] = whole(nlink);
  registers[FILESTAT.size] = whole(size);
  registers[FILESTAT.atim] = nanoseconds(atimeMs, atimeNs);
  registers[FILESTAT.mtim] = nanoseconds(mtimeMs, mtimeNs);
  registers[FILESTAT.ctim] = nanoseconds(ctimeMs, ctimeNs);
  registers[FILESTAT.mode] = whole(mode);
  registers[FILESTAT.uid] = whole(uid);
  registers[FILESTAT.gid] = whole(gid);
}

/** Entries of a directory of the kernel's, with those that every directory has. @throws WasiError */
export function listKernels({ kernel }: CallContext, path: string): ListedEntry[] {
  const text = Buffer.from(kernel.call("list", 0, 0, path).bytes).toString();
  const entry = (letter: string, name: string): ListedEntry => ({
    name,
    ino: 0,
    filetype: FILETYPES[letter] ?? FILETYPE.unknown,
  });
  const named = text === "" ? [] : text.split("\0").map((each) => entry(each.charAt(0), each.slice(1)));
  return [entry("d", "."), entry("d", ".."), ...named];
}

/** What a path is: a directory or a text of the kernel's, or something else that it leads to. @throws WasiError */
export function kernelsKind({ kernel }: CallContext, path: string): "directory" | "text" | "other" {
  const { bytes } = kernel.call("status", 1, 0, path);
  const [mode = 0, , ino] = new Float64Array(bytes.slice().buffer);
  // Inodes of the slot's files have numbers. `/proc` is one of them, but the kernel lists more in it.
  if (ino !== 0) return path === "/proc" ? "directory" : "other";
  return (mode & S_IFMT) === S_IFDIR ? "directory" : (mode & S_IFMT) === S_IFREG ? "text" : "other";
}

/** The whole text. @throws WasiError */
export function readKernels({ kernel }: CallContext, path: string): Uint8Array {
  const fd = kernel.call("open", OPEN_ACCESS.read, 0, path).value;
  const parts: Uint8Array[] = [];
  for (let ended = false; !ended; ) {
    const { bytes } = kernel.call("read", fd, READ_BYTES);
    parts.push(bytes.slice());
    ended = bytes.length === 0;
  }
  kernel.call("close", fd);
  return Buffer.concat(parts);
}

function whole(value: number | undefined): bigint {
  return Number.isSafeInteger(value) ? BigInt(value ?? 0) : 0n;
}

function nanoseconds(ms: number | undefined, ns: number | undefined): bigint {
  return whole(ms) * BigInt(NS_PER_MS) + whole(ns);
}
