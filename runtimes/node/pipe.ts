import { ERRNO, EVENTTYPE } from "../abi/preview1.ts";
import { WINDOW_BYTES } from "../abi/program-files.ts";
import { absentError } from "./absent.ts";
import { asBytes, concat } from "./bytes.ts";
import { CODECS } from "./codecs.ts";
import { HandleWrap } from "./handle-wrap.ts";
import { loop, type Watcher } from "./loop.ts";
import { machine, register } from "./machine.ts";
import { constant } from "./node-facts.ts";
import { encodeUtf8 } from "./utf8.ts";
import { nameOf, uvNumber } from "./uv.ts";

/** By which Node is told that a write, or the end, is done. */
interface WriteRequest {
  oncomplete?: (status: number) => void;
  /** Set once it is done, if that is before Node has put `oncomplete` there. */
  writeStatus?: number | null;
}

/** What a write answers: 0 or an error of libuv's if it is done, or the request that is told later. */
type Written = number | WriteRequest;

interface Write {
  readonly request: WriteRequest;
  readonly bytes: Uint8Array;
}

const FIELD = {
  read: constant<number>("stream_wrap", "kReadBytesOrError"),
  offset: constant<number>("stream_wrap", "kArrayBufferOffset"),
  written: constant<number>("stream_wrap", "kBytesWritten"),
  isAsync: constant<number>("stream_wrap", "kLastWriteWasAsync"),
  error: constant<number>("stream_wrap", "kLastWriteErr"),
};

const IPC = constant<{ IPC: number }>("pipe_wrap", "constants").IPC;
const OWN_OFFSET = -1;
const READ_BYTES = 64 * 1024;
const CLOSED = -1;

let state: Int32Array = new Int32Array(8);

/** Node's streams find the numbers of the last call there. */
export function shareStreamState(shared: Int32Array): void {
  state = shared;
}

/** One end of a pipe, whose other end a child has. */
export class Pipe extends HandleWrap {
  fd = CLOSED;
  bytesRead = 0;
  bytesWritten = 0;
  reading = false;
  onread: ((bytes?: ArrayBuffer) => void) | undefined;
  #isRef = true;
  #reader: Watcher | undefined;
  #writer: Watcher | undefined;
  readonly #waiting: Write[] = [];

  constructor(type?: number) {
    super();
    if (type === IPC)
      throw absentError("slotbox has no child_process.fork and no 'ipc': there is no channel between programs");
  }

  override ref(): void {
    this.#setRef(true);
  }

  override unref(): void {
    this.#setRef(false);
  }

  override hasRef(): boolean {
    return this.#isRef;
  }

  readStart(): number {
    if (this.fd !== CLOSED) this.#reader ??= this.#watch(EVENTTYPE.fdRead, () => this.#read());
    return 0;
  }

  readStop(): number {
    if (this.#reader) loop.unwatch(this.#reader);
    this.#reader = undefined;
    return 0;
  }

  writeBuffer(request: WriteRequest | null, bytes: ArrayBufferView): Written {
    return this.#write(request, asBytes(bytes));
  }
  writeUtf8String(request: WriteRequest | null, text: string): Written {
    return this.#write(request, encodeUtf8(text));
  }
  writeAsciiString(request: WriteRequest | null, text: string): Written {
    return this.#write(request, CODECS.latin1.encode(text));
  }
  writeLatin1String(request: WriteRequest | null, text: string): Written {
    return this.#write(request, CODECS.latin1.encode(text));
  }
  writeUcs2String(request: WriteRequest | null, text: string): Written {
    return this.#write(request, CODECS.utf16le.encode(text));
  }
  writev(request: WriteRequest | null, chunks: readonly unknown[], allBuffers: boolean): Written {
    const parts: Uint8Array[] = [];
    if (allBuffers) parts.push(...chunks.map((chunk) => asBytes(chunk as Uint8Array)));
    else
      for (let i = 0; i < chunks.length; i += 2) {
        const chunk = chunks[i];
        parts.push(typeof chunk === "string" ? encodeUtf8(chunk) : asBytes(chunk as Uint8Array));
      }
    return this.#write(request, concat(parts));
  }

  shutdown(request: WriteRequest): number {
    const end = (): void => {
      this.#close();
      request.oncomplete?.(0);
    };
    if (this.#waiting.length === 0) loop.enqueue(end);
    else this.#waiting.push({ request: { oncomplete: end }, bytes: new Uint8Array(0) });
    return 0;
  }

  close(closed?: () => void): void {
    this.readStop();
    if (this.#writer) loop.unwatch(this.#writer);
    this.#writer = undefined;
    for (const { request } of this.#waiting.splice(0)) loop.enqueue(() => request.oncomplete?.(uvNumber("ECANCELED")));
    this.#close();
    if (closed) loop.enqueue(() => closed.call(this));
  }

  setBlocking(): number {
    return 0;
  }

  #close(): void {
    if (this.fd !== CLOSED) machine().files.close(this.fd);
    this.fd = CLOSED;
  }

  #setRef(isRef: boolean): void {
    this.#isRef = isRef;
    for (const watcher of [this.#reader, this.#writer]) if (watcher) watcher.isRef = isRef;
  }

  #watch(event: number, task: () => void): Watcher {
    const { fd } = this;
    const watcher = loop.watch(() => machine().files.poll(fd, event) !== ERRNO.EAGAIN, task);
    watcher.isRef = this.#isRef;
    return watcher;
  }

  #read(): void {
    this.#reader = undefined;
    if (this.fd === CLOSED) return;
    const { files, window } = machine();
    const errno = files.read(this.fd, READ_BYTES, OWN_OFFSET);
    const count = register(0);
    if (errno !== ERRNO.SUCCESS || count === 0) {
      state[FIELD.read] = uvNumber(errno === ERRNO.SUCCESS ? "EOF" : nameOf(errno));
      this.onread?.();
      return;
    }
    const bytes = window.slice(0, count).buffer as ArrayBuffer;
    state[FIELD.read] = count;
    state[FIELD.offset] = 0;
    this.bytesRead += count;
    // Unless it is stopped by who gets this.
    this.readStart();
    this.onread?.(bytes);
  }

  /** Writes what there is room for at once; the rest waits. */
  #write(given: WriteRequest | null, bytes: Uint8Array): Written {
    this.bytesWritten += bytes.length;
    state[FIELD.written] = bytes.length;
    state[FIELD.error] = 0;
    if (this.fd === CLOSED) return uvNumber("EPIPE");
    if (this.#waiting.length === 0 && bytes.length <= WINDOW_BYTES && this.#isWritable) {
      state[FIELD.isAsync] = 0;
      return this.#writeNow(bytes);
    }
    state[FIELD.isAsync] = 1;
    const request = given ?? { writeStatus: null };
    for (let at = 0; at < bytes.length; at += WINDOW_BYTES) {
      const isLast = at + WINDOW_BYTES >= bytes.length;
      this.#waiting.push({ request: isLast ? request : {}, bytes: bytes.slice(at, at + WINDOW_BYTES) });
    }
    this.#writer ??= this.#watch(EVENTTYPE.fdWrite, () => this.#drain());
    return given ? 0 : request;
  }

  get #isWritable(): boolean {
    return machine().files.poll(this.fd, EVENTTYPE.fdWrite) !== ERRNO.EAGAIN;
  }

  #writeNow(bytes: Uint8Array): number {
    const { files, window } = machine();
    window.set(bytes);
    const errno = files.write(this.fd, bytes.length, OWN_OFFSET);
    return errno === ERRNO.SUCCESS ? 0 : uvNumber(nameOf(errno));
  }

  #drain(): void {
    this.#writer = undefined;
    const next = this.#waiting.shift();
    if (!next) return;
    const status = next.bytes.length === 0 ? 0 : this.#writeNow(next.bytes);
    if (this.#waiting.length > 0) this.#writer = this.#watch(EVENTTYPE.fdWrite, () => this.#drain());
    next.request.oncomplete?.(status);
  }
}
