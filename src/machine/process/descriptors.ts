import { ALL_RIGHTS, RIGHTS } from "../../../runtimes/abi/preview1.ts";
import type { Device } from "../../volume/device.ts";
import type { MemfsTree } from "../../volume/memfs-tree.ts";
import type { Link, Node } from "../../volume/memfs-types.ts";
import type { KernelProcess } from "./kernel-process.ts";
import { WasiError } from "./wasi-error.ts";

export interface ListedEntry {
  readonly name: string;
  readonly ino: number;
  readonly filetype: number;
}

interface Open {
  flags: number;
  rights: bigint;
  inheriting: bigint;
}

export type Descriptor = Open &
  (
    | { readonly kind: "stdin"; bytes: Uint8Array; offset: number }
    | { readonly kind: "output"; readonly fd: 1 | 2; readonly write: (bytes: Uint8Array) => void }
    | { readonly kind: "kernel"; readonly process: KernelProcess; readonly fd: number }
    | { readonly kind: "file"; readonly link: Link; readonly node: Node; readonly isOwn: boolean; offset: number }
    /** A file of the kernel's: the text as it was when it was opened. */
    | { readonly kind: "text"; readonly bytes: Uint8Array; offset: number }
    | { readonly kind: "device"; readonly node: Node; readonly device: Device }
    | {
        readonly kind: "directory";
        readonly link: Link;
        readonly preopenName: string | undefined;
        /** Its entries when a program began to go through them. */
        listing?: readonly ListedEntry[] | undefined;
        /** Of a directory of the kernel's, which is no directory of the slot's; `link` is that of `/proc`. */
        readonly kernelsPath?: string;
      }
  );

export type DescriptorOf<K extends Descriptor["kind"]> = Extract<Descriptor, { kind: K }>;

const STREAM_RIGHTS = RIGHTS.fdFdstatSetFlags | RIGHTS.fdFilestatGet | RIGHTS.pollFdReadwrite;
export const STDIN_RIGHTS = STREAM_RIGHTS | RIGHTS.fdRead;
export const OUTPUT_RIGHTS =
  STREAM_RIGHTS | RIGHTS.fdWrite | RIGHTS.fdDatasync | RIGHTS.fdSync | RIGHTS.fdFilestatSetTimes;

const SOCKET_RIGHTS = RIGHTS.sockShutdown | RIGHTS.sockAccept;
export const FILE_RIGHTS =
  RIGHTS.fdDatasync |
  RIGHTS.fdRead |
  RIGHTS.fdSeek |
  RIGHTS.fdFdstatSetFlags |
  RIGHTS.fdSync |
  RIGHTS.fdTell |
  RIGHTS.fdWrite |
  RIGHTS.fdAdvise |
  RIGHTS.fdAllocate |
  RIGHTS.fdFilestatGet |
  RIGHTS.fdFilestatSetSize |
  RIGHTS.fdFilestatSetTimes |
  RIGHTS.pollFdReadwrite;
/** A directory itself can't be read, written, sought or resized. */
export const DIRECTORY_RIGHTS =
  ALL_RIGHTS &
  ~(
    SOCKET_RIGHTS |
    RIGHTS.fdRead |
    RIGHTS.fdSeek |
    RIGHTS.fdTell |
    RIGHTS.fdWrite |
    RIGHTS.fdAdvise |
    RIGHTS.fdAllocate |
    RIGHTS.fdFilestatSetSize |
    RIGHTS.pollFdReadwrite
  );
export const INHERITABLE_RIGHTS = DIRECTORY_RIGHTS | FILE_RIGHTS;

/** One of the kernel's, which may be anything. */
export function kernelDescriptor(process: KernelProcess, fd: number): Descriptor {
  return { kind: "kernel", process, fd, flags: 0, rights: STDIN_RIGHTS | OUTPUT_RIGHTS, inheriting: 0n };
}

/** What Linux gives a process by default. */
const MAX_DESCRIPTORS = 1024;

export class DescriptorTable {
  readonly #open = new Map<number, Descriptor>();

  /** @throws WasiError EBADF; ENOTCAPABLE without all the rights */
  get(fd: unknown, rights = 0n): Descriptor {
    const descriptor = typeof fd === "number" ? this.#open.get(fd) : undefined;
    if (!descriptor) throw new WasiError("EBADF");
    if ((descriptor.rights & rights) !== rights) throw new WasiError("ENOTCAPABLE");
    return descriptor;
  }

  /** @throws WasiError also ENOTDIR */
  directory(fd: unknown, rights: bigint): DescriptorOf<"directory"> {
    const descriptor = this.get(fd);
    if (descriptor.kind !== "directory") throw new WasiError("ENOTDIR");
    if ((descriptor.rights & rights) !== rights) throw new WasiError("ENOTCAPABLE");
    return descriptor;
  }

  /** @throws WasiError EMFILE */
  assertRoom(): void {
    if (this.#open.size >= MAX_DESCRIPTORS) throw new WasiError("EMFILE");
  }

  isOpen(node: Node): boolean {
    for (const descriptor of this.#open.values())
      if (descriptor.kind === "file" && descriptor.node === node) return true;
    return false;
  }

  /** Directories' listings, all but one: what a program goes through by turns is listed anew. */
  forgetListings(kept: Descriptor): void {
    for (const descriptor of this.#open.values())
      if (descriptor.kind === "directory" && descriptor !== kept) descriptor.listing = undefined;
  }

  /** Takes the lowest free number, as POSIX wants. @throws WasiError EMFILE */
  add(descriptor: Descriptor): number {
    this.assertRoom();
    let fd = 0;
    while (this.#open.has(fd)) fd++;
    this.#open.set(fd, descriptor);
    return fd;
  }

  close(fd: unknown): void {
    this.get(fd);
    this.#open.delete(Number(fd));
  }

  /** Bytes of files that are only here, having lost their names. */
  bytesWithoutName(tree: MemfsTree): number {
    const nodes = new Set<Node>();
    for (const descriptor of this.#open.values())
      if (descriptor.kind === "file" && descriptor.isOwn && tree.node(descriptor.node.ino) !== descriptor.node)
        nodes.add(descriptor.node);
    return [...nodes].reduce((sum, node) => sum + node.getSize(), 0);
  }

  renumber(from: unknown, to: unknown): void {
    const descriptor = this.get(from);
    this.get(to);
    if (from === to) return;
    this.#open.set(Number(to), descriptor);
    this.#open.delete(Number(from));
  }
}

/** A file of the slot's own. @throws WasiError for anything else */
export function writable(descriptor: Descriptor): DescriptorOf<"file"> {
  if (descriptor.kind !== "file") throw new WasiError(descriptor.kind === "directory" ? "EISDIR" : "EINVAL");
  if (!descriptor.isOwn) throw new WasiError("EROFS");
  return descriptor;
}
