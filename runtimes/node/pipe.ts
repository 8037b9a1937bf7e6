import { absentError } from "./absent.ts";
import { asBytes, concat } from "./bytes.ts";
import { CODECS } from "./codecs.ts";
import { HandleWrap } from "./handle-wrap.ts";
import { loop } from "./loop.ts";
import { constant } from "./node-facts.ts";
import { encodeUtf8 } from "./utf8.ts";
import { uvNumber } from "./uv.ts";

interface WriteRequest {
  oncomplete?: (status: number) => void;
}

const FIELD = {
  read: constant<number>("stream_wrap", "kReadBytesOrError"),
  offset: constant<number>("stream_wrap", "kArrayBufferOffset"),
  written: constant<number>("stream_wrap", "kBytesWritten"),
  isAsync: constant<number>("stream_wrap", "kLastWriteWasAsync"),
  error: constant<number>("stream_wrap", "kLastWriteErr"),
};

const IPC = constant<{ IPC: number }>("pipe_wrap", "constants").IPC;

let state: Int32Array = new Int32Array(8);

/** Node's streams find the numbers of the last call there. */
export function shareStreamState(shared: Int32Array): void {
  state = shared;
}

/** One end of a pipe to a child: what is written is kept until the child runs, and what it printed then comes at once. */
export class Pipe extends HandleWrap {
  fd = -1;
  bytesRead = 0;
  bytesWritten = 0;
  reading = false;
  onread: ((bytes?: ArrayBuffer) => void) | undefined;
  readonly #written: Uint8Array[] = [];
  #ended: (() => void) | undefined;
  #received: Uint8Array | undefined;
  #isReading = false;
  #isAtEnd = false;

  constructor(type?: number) {
    super();
    if (type === IPC)
      throw absentError("slotbox has no child_process.fork and no 'ipc': there is no channel between programs");
  }

  written(): Uint8Array {
    return concat(this.#written);
  }

  onEnd(ended: () => void): void {
    this.#ended = ended;
  }

  receive(bytes: Uint8Array): void {
    this.#received = bytes;
    this.#flow();
  }

  readStart(): number {
    this.#isReading = true;
    this.#flow();
    return 0;
  }

  readStop(): number {
    this.#isReading = false;
    return 0;
  }

  writeBuffer(_request: WriteRequest, bytes: ArrayBufferView): number {
    return this.#take(asBytes(bytes).slice());
  }
  writeUtf8String(_request: WriteRequest, text: string): number {
    return this.#take(encodeUtf8(text));
  }
  writeAsciiString(_request: WriteRequest, text: string): number {
    return this.#take(CODECS.latin1.encode(text));
  }
  writeLatin1String(_request: WriteRequest, text: string): number {
    return this.#take(CODECS.latin1.encode(text));
  }
  writeUcs2String(_request: WriteRequest, text: string): number {
    return this.#take(CODECS.utf16le.encode(text));
  }
  writev(_request: WriteRequest, chunks: readonly unknown[], allBuffers: boolean): number {
    const parts: Uint8Array[] = [];
    if (allBuffers) parts.push(...chunks.map((chunk) => asBytes(chunk as Uint8Array).slice()));
    else
      for (let i = 0; i < chunks.length; i += 2) {
        const chunk = chunks[i];
        parts.push(typeof chunk === "string" ? encodeUtf8(chunk) : asBytes(chunk as Uint8Array).slice());
      }
    return this.#take(concat(parts));
  }

  shutdown(request: WriteRequest): number {
    this.#end();
    loop.enqueue(() => request.oncomplete?.(0));
    return 0;
  }

  close(closed?: () => void): void {
    this.#end();
    if (closed) loop.enqueue(() => closed.call(this));
  }

  setBlocking(): number {
    return 0;
  }

  #end(): void {
    this.#ended?.();
    this.#ended = undefined;
  }

  #take(bytes: Uint8Array): number {
    this.#written.push(bytes);
    this.bytesWritten += bytes.length;
    state[FIELD.written] = bytes.length;
    state[FIELD.isAsync] = 0;
    state[FIELD.error] = 0;
    return 0;
  }

  #flow(): void {
    if (!this.#isReading || !this.#received || this.#isAtEnd) return;
    const bytes = this.#received;
    this.#isAtEnd = true;
    if (bytes.length > 0)
      loop.enqueue(() => {
        state[FIELD.read] = bytes.length;
        state[FIELD.offset] = 0;
        this.bytesRead += bytes.length;
        this.onread?.(bytes.slice().buffer as ArrayBuffer);
      });
    loop.enqueue(() => {
      state[FIELD.read] = uvNumber("EOF");
      this.onread?.();
    });
  }
}
