import { ERRNO, LOOKUP_FOLLOW } from "../../../runtimes/abi/preview1.ts";
import { PENDING, WINDOW_BYTES } from "../../../runtimes/abi/program-files.ts";
import type { OpenContents } from "../../volume/file-content.ts";
import { isDirectory } from "../../volume/memfs-tree.ts";
import type { Link, Node } from "../../volume/memfs-types.ts";
import { currentDirectory } from "../../volume/overlay.ts";
import { PosixError } from "../../volume/posix-error.ts";
import type { TreeWriter } from "../../volume/tree-writer.ts";
import { existingBelow, FOLLOW, type Follow, type Place, walkBelow } from "../../volume/walk.ts";
import { asBits, asPath } from "../guest-arguments.ts";
import type { DescriptorTable } from "./descriptors.ts";
import type { KernelProcess } from "./kernel-process.ts";
import { CallPending } from "./system-call.ts";
import { WasiError } from "./wasi-error.ts";

export interface ProgramFilesOptions {
  readonly writer: TreeWriter;
  readonly descriptors: DescriptorTable;
  readonly contents: OpenContents;
  /** Both are shared with the isolate. */
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  /** One cell, not 0 when the worker is to end: then nobody sleeps on. */
  readonly cancel: Int32Array;
  /** The process that the program is. @throws WasiError if it can't be one */
  readonly kernel: () => KernelProcess;
  /** Whether it is one. */
  readonly isProcess: () => boolean;
  readonly deadlineMs: () => number;
  /** Told when the program calls, or sleeps, beyond its deadline: it doesn't go on. */
  readonly onOutOfTime: () => void;
  /** Told of each limit of the slot the program meets. */
  readonly onQuota: (code: PosixError["code"]) => void;
}

/** What all calls of one program share. */
export class CallContext {
  readonly #options: ProgramFilesOptions;

  constructor(options: ProgramFilesOptions) {
    this.#options = options;
  }

  get writer(): TreeWriter {
    return this.#options.writer;
  }
  get descriptors(): DescriptorTable {
    return this.#options.descriptors;
  }
  get contents(): OpenContents {
    return this.#options.contents;
  }
  get registers(): BigInt64Array {
    return this.#options.registers;
  }
  get window(): Uint8Array {
    return this.#options.window;
  }

  get isProcess(): boolean {
    return this.#options.isProcess();
  }

  get kernel(): KernelProcess {
    return this.#options.kernel();
  }

  /** The absolute path of what is open, as it is now. */
  pathOf(link: Link): string {
    const names: string[] = [];
    for (let at: Link | undefined = link; at?.parent && at.parent !== at; at = at.parent) names.unshift(at.getName());
    return `/${names.join("/")}`;
  }

  /** Sleeps until then (milliseconds since the epoch). Doesn't return, but unwinds the program, if that is too late. */
  sleepUntil(timeMs: number): void {
    if (this.#options.isProcess()) {
      this.kernel.sleepUntil(timeMs);
      return;
    }
    const until = Math.min(timeMs, this.#options.deadlineMs());
    const { cancel } = this.#options;
    for (let now = Date.now(); now < until; now = Date.now())
      if (Atomics.wait(cancel, 0, 0, until - now) === "not-equal") throw new Error("the worker is to end");
    if (timeMs <= this.#options.deadlineMs()) return;
    this.#endOfTime();
  }

  /** @throws WasiError */
  wait(): void {
    this.kernel.waitOnStack();
  }

  #endOfTime(): never {
    this.#options.onOutOfTime();
    throw new Error("the program's time is up");
  }

  /**
   * Turns what an operation throws into an errno.
   * @param waits whether it waits for what the last call was told to wait for
   */
  attempt(operation: () => void, { waits = false } = {}): number {
    // A program that does nothing but call the host gives V8 little chance to end it in time.
    if (Date.now() > this.#options.deadlineMs()) this.#endOfTime();
    // A program that calls goes on, whatever its last call was told to wait for.
    if (!waits && this.#options.isProcess()) this.kernel.goOn();
    try {
      operation();
      return ERRNO.SUCCESS;
    } catch (error) {
      if (error instanceof WasiError) return ERRNO[error.errno];
      if (error instanceof CallPending) return PENDING;
      if (!(error instanceof PosixError)) throw error;
      if (error.isQuota) this.#options.onQuota(error.code);
      return ERRNO[error.code];
    }
  }

  /** A file without a name that nobody has open can't come back: nothing of it is to be kept. */
  forgetIfGone(node: Node): void {
    if (this.writer.tree.node(node.ino) !== node && !this.descriptors.isOpen(node)) this.contents.forget(node);
  }

  answer(...values: (number | bigint)[]): void {
    for (const [index, value] of values.entries()) this.registers[index] = BigInt(value);
  }

  /** Fills the window, or as much of it as is wanted. @returns bytes */
  fill(bytes: Uint8Array, maxBytes = WINDOW_BYTES): number {
    const part = bytes.subarray(0, Math.min(maxBytes, this.window.length));
    this.window.set(part);
    return part.length;
  }

  /** Where a path leads from an open directory. */
  place(fd: unknown, rights: bigint, path: unknown, follow: Follow = FOLLOW.never): Place {
    return walkBelow(this.writer.roots, this.#directory(fd, rights), asPath(path), follow);
  }

  /** What a path names, seen from an open directory. */
  existing(fd: unknown, rights: bigint, lookupFlags: unknown, path: unknown): Link {
    const follow = asBits(lookupFlags) & LOOKUP_FOLLOW ? FOLLOW.always : FOLLOW.beforeSlash;
    return existingBelow(this.writer.roots, this.#directory(fd, rights), asPath(path), follow);
  }

  #directory(fd: unknown, rights: bigint): Link {
    const link = this.current(this.descriptors.directory(fd, rights).link);
    // A directory that was removed while it is open has nothing in it, and can get nothing.
    if (!link || !isDirectory(link)) throw new WasiError("ENOENT");
    return link;
  }

  /** An open directory as it is now, unless it is gone: it can have become the slot's own since it was opened. */
  current(directory: Link): Link | undefined {
    if (!this.writer.isOwn(directory)) return currentDirectory(this.writer.roots, directory);
    return this.writer.tree.directory(directory.ino) === directory ? directory : undefined;
  }
}
