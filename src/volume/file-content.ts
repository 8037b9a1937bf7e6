import { setTimes, stampModified, timesOf } from "./file-time.ts";
import type { Node } from "./memfs-types.ts";

/*
 * How the bytes of a file are held. memfs's own methods double a file's capacity, keep it when the file shrinks, and
 * put small files into Node's buffer pool, where one byte can hold on to 64 KiB: a guest could make the host hold many
 * times its quota. Here a file holds at most about an eighth (or 64 bytes) more than its size.
 *
 * Bytes that were once part of a content are never overwritten in place. So a view of a content stays what it was,
 * whatever is written to the file later, and a buffer can be adopted by several files without a copy. The exception is
 * a buffer that a running program's own writes have made, which nobody else has seen: see OpenContents.
 */

/** memfs declares these private. */
interface NodeStorage {
  buf: Buffer;
  capacity: number;
  size: number;
  /** Whose writes have made the buffer, if nobody else has seen it. */
  writer?: OpenContents | undefined;
}

const MIN_SPARE_BYTES = 64;
const LARGE_BYTES = 64 * 1024;
const MAX_SPARE_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.allocUnsafeSlow(0);

function storageOf(node: Node): NodeStorage {
  return node as unknown as NodeStorage;
}

/** What a node counts against the workspace's bytes: a file's content, or a symbolic link's target. */
export function contentSize(node: Node): number {
  return node.symlink === undefined ? storageOf(node).size : Buffer.byteLength(node.symlink);
}

/** The bytes of a file, as they are now: a view that doesn't change when the file does. */
export function contentOf(node: Node): Uint8Array {
  const { buf, size } = storageOf(node);
  return buf.length === size ? buf : buf.subarray(0, size);
}

/** Makes `bytes` the content of a file without copying them; nobody may write to them from now on. */
export function adoptContent(node: Node, bytes: Uint8Array): void {
  hold(node, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes.byteLength);
}

/** Makes a copy of `bytes` the content of a file. */
export function replaceContent(node: Node, bytes: Uint8Array): void {
  hold(node, copyOf(bytes), bytes.length);
}

export function appendContent(node: Node, bytes: Uint8Array): void {
  const { buf, capacity, size } = storageOf(node);
  const newSize = size + bytes.length;
  if (newSize <= capacity) {
    buf.set(bytes, size);
    hold(node, buf, newSize);
    return;
  }
  const grown = Buffer.allocUnsafeSlow(newSize + Math.max(MIN_SPARE_BYTES, newSize >> 3));
  grown.set(contentOf(node));
  grown.set(bytes, size);
  hold(node, grown, newSize);
}

/** The contents one program writes to. Nobody else sees them while it runs, so it may write to them in place. */
export class OpenContents {
  readonly #nodes = new Set<Node>();

  add(node: Node): void {
    this.#nodes.add(node);
  }

  forget(node: Node): void {
    this.#nodes.delete(node);
  }

  /** To be called before others see the files: these give back what they hold beyond the little they may. */
  release(): void {
    for (const node of this.#nodes) {
      storageOf(node).writer = undefined;
      trimContent(node);
    }
    this.#nodes.clear();
  }
}

/** Writes at an offset, after zeros if that is beyond the end. What is overwritten is copied once, then it is the program's own. */
export function writeContent(node: Node, offset: number, bytes: Uint8Array, contents: OpenContents): void {
  const { buf, capacity, size, writer } = storageOf(node);
  const newSize = Math.max(size, offset + bytes.length);
  const appends = offset >= size;
  if (newSize <= capacity && (appends || writer === contents)) {
    if (offset > size) buf.fill(0, size, offset);
    buf.set(bytes, offset);
    hold(node, buf, newSize, writer);
    return;
  }
  const grown = Buffer.allocUnsafeSlow(newSize + (newSize > capacity ? spareFor(newSize) : 0));
  grown.set(contentOf(node));
  if (offset > size) grown.fill(0, size, offset);
  grown.set(bytes, offset);
  contents.add(node);
  hold(node, grown, newSize, contents);
}

/**
 * How much more than its content a file of a program gets, for the writes that follow; what is too much is given back at
 * the program's end. A program that writes much writes on, and pages of a large buffer that nobody writes to cost no memory.
 */
function spareFor(size: number): number {
  return size < LARGE_BYTES ? Math.max(MIN_SPARE_BYTES, size >> 1) : Math.min(size * 3, MAX_SPARE_BYTES);
}

function trimContent(node: Node): void {
  const { buf, size } = storageOf(node);
  const times = timesOf(node);
  if (buf.length - size <= Math.max(MIN_SPARE_BYTES, size >> 3)) return;
  hold(node, copyOf(contentOf(node)), size);
  setTimes(node, times);
}

/** Cuts a file, or extends it with zeros. */
export function resizeContent(node: Node, size: number): void {
  const content = contentOf(node);
  if (size > content.length) {
    const grown = Buffer.from(new ArrayBuffer(size));
    grown.set(content);
    hold(node, grown, size);
    return;
  }
  const kept = content.subarray(0, size);
  // What is cut off is given back, unless it is little.
  const holdsLittleMore = content.buffer.byteLength - size <= size >> 3;
  // The capacity ends where the content does, so that what is appended next goes elsewhere and old views stay true.
  if (holdsLittleMore) adoptContent(node, kept);
  else replaceContent(node, kept);
}

/** Says how to put a file's content back as it is now. */
export function contentRestorer(node: Node): () => void {
  const { buf, capacity, size, writer } = storageOf(node);
  const times = timesOf(node);
  return () => {
    Object.assign(storageOf(node), { buf, capacity, size, writer });
    setTimes(node, times);
  };
}

function hold(node: Node, buf: Buffer, size: number, writer?: OpenContents): void {
  const storage = storageOf(node);
  storage.buf = buf;
  storage.writer = writer;
  storage.capacity = buf.length;
  storage.size = size;
  stampModified(node);
}

function copyOf(bytes: Uint8Array): Buffer {
  if (bytes.length === 0) return EMPTY;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
