import { S_IFIFO } from "../abi/file-mode.ts";
import { type Description, type FileStatus, type Interruption, type MaybePromise, plainStatus } from "./description.ts";
import { suspend } from "./interruption.ts";
import { PipeBuffer } from "./pipe-buffer.ts";
import { SystemError } from "./system-error.ts";

export const PIPE_CAPACITY = 64 * 1024;
/** Writes of so many bytes are never mixed with others. */
const PIPE_BUF = 4096;
const EMPTY = new Uint8Array(0);

interface Writer {
  bytes: Uint8Array;
  readonly isAtomic: boolean;
  readonly resume: (value: undefined) => void;
  readonly fail: (error: Error) => void;
}

interface Reader {
  readonly maxBytes: number;
  readonly resume: (bytes: Uint8Array) => void;
}

/** What both ends share. Who waits is served in the order in which they came. */
class Pipe {
  readonly #buffer = new PipeBuffer();
  readonly #writers: Writer[] = [];
  readonly #readers: Reader[] = [];
  /** Who waits for something to read, and doesn't take it. */
  readonly #watchers: (() => void)[] = [];
  readonly status: FileStatus;
  #isReadable = true;
  #isWritable = true;

  constructor(ino: number, nowMs: number) {
    this.status = plainStatus({ mode: S_IFIFO | 0o600, ino }, nowMs);
  }

  read(maxBytes: number, interruption: Interruption): MaybePromise<Uint8Array> {
    if (maxBytes <= 0) return EMPTY;
    if (this.#buffer.length > 0 && this.#readers.length === 0) {
      const bytes = this.#buffer.take(maxBytes);
      this.#advance();
      return bytes;
    }
    if (!this.#isWritable) return EMPTY;
    return suspend<Uint8Array>(interruption, (resume) => {
      const reader = { maxBytes, resume };
      this.#readers.push(reader);
      return () => remove(this.#readers, reader);
    });
  }

  whenReadable(interruption: Interruption): MaybePromise<void> {
    if (this.#buffer.length > 0 || !this.#isWritable) return;
    return suspend<void>(interruption, (resume) => {
      const watcher = (): void => resume();
      this.#watchers.push(watcher);
      return () => remove(this.#watchers, watcher);
    });
  }

  write(bytes: Uint8Array, interruption: Interruption): MaybePromise<void> {
    if (!this.#isReadable) throw new SystemError("EPIPE");
    if (bytes.length === 0) return;
    if (this.#writers.length === 0 && bytes.length <= this.#room) {
      this.#buffer.put(bytes);
      if (this.#readers.length > 0) this.#advance();
      this.#tellWatchers();
      return;
    }
    return suspend<undefined>(
      interruption,
      (resume, fail) => {
        const writer = { bytes, isAtomic: bytes.length <= PIPE_BUF, resume, fail };
        this.#writers.push(writer);
        this.#advance();
        this.#tellWatchers();
        return () => remove(this.#writers, writer);
      },
      "end",
    );
  }

  closeReading(): void {
    this.#isReadable = false;
    this.#buffer.clear();
    for (const writer of this.#writers.splice(0)) writer.fail(new SystemError("EPIPE"));
  }

  closeWriting(): void {
    this.#isWritable = false;
    this.#advance();
    this.#tellWatchers();
  }

  #tellWatchers(): void {
    if (this.#watchers.length === 0 || (this.#buffer.length === 0 && this.#isWritable)) return;
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  get #room(): number {
    return PIPE_CAPACITY - this.#buffer.length;
  }

  /** Moves what can be moved, from writers that wait to readers that wait. */
  #advance(): void {
    for (;;) {
      const writer = this.#writers[0];
      if (writer && this.#accept(writer)) continue;
      const reader = this.#readers[0];
      if (!reader || (this.#buffer.length === 0 && this.#isWritable)) return;
      this.#readers.shift();
      reader.resume(this.#buffer.take(reader.maxBytes));
    }
  }

  /** @returns whether it took anything */
  #accept(writer: Writer): boolean {
    const room = this.#room;
    if (room === 0 || (writer.isAtomic && room < writer.bytes.length)) return false;
    this.#buffer.put(writer.bytes.subarray(0, room));
    writer.bytes = writer.bytes.subarray(room);
    if (writer.bytes.length === 0) {
      this.#writers.shift();
      writer.resume(undefined);
    }
    return true;
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}

abstract class PipeEnd {
  readonly kind = "pipe";
  readonly path: string;
  protected readonly pipe: Pipe;

  constructor(pipe: Pipe) {
    this.pipe = pipe;
    this.path = `pipe:[${pipe.status.ino}]`;
  }

  seek(): number {
    throw new SystemError("ESPIPE");
  }

  truncate(): void {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return this.pipe.status;
  }
}

class ReadEnd extends PipeEnd implements Description {
  read(maxBytes: number, interruption: Interruption): MaybePromise<Uint8Array> {
    return this.pipe.read(maxBytes, interruption);
  }

  whenReadable(interruption: Interruption): MaybePromise<void> {
    return this.pipe.whenReadable(interruption);
  }

  write(): void {
    throw new SystemError("EBADF");
  }

  release(): void {
    this.pipe.closeReading();
  }
}

class WriteEnd extends PipeEnd implements Description {
  read(): Uint8Array {
    throw new SystemError("EBADF");
  }

  write(bytes: Uint8Array, interruption: Interruption): MaybePromise<void> {
    return this.pipe.write(bytes, interruption);
  }

  release(): void {
    this.pipe.closeWriting();
  }
}

export function createPipe(
  ino: number,
  nowMs: number,
): { readonly readEnd: Description; readonly writeEnd: Description } {
  const pipe = new Pipe(ino, nowMs);
  return { readEnd: new ReadEnd(pipe), writeEnd: new WriteEnd(pipe) };
}
