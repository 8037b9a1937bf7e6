import { DESCRIPTOR_KINDS } from "../../../runtimes/abi/system-calls.ts";
import type { SystemCall, SystemCalls } from "./system-call.ts";
import { WasiError } from "./wasi-error.ts";

type Kind = (typeof DESCRIPTOR_KINDS)[number];

/** What is written in small pieces is held back up to so many bytes, since each call of the kernel costs some 10 µs. */
const HELD_BYTES = 8 * 1024;
/** Bytes that wait for room in a pipe, beyond which the program waits too. */
const MAX_WAITING_BYTES = 64 * 1024;
/** One that waits on the stack keeps those below it from going on, perhaps the reader: it has more, together with others. */
const MAX_WAITING_BYTES_ON_STACK = 16 * 1024 * 1024;
const EMPTY = new Uint8Array(0);

/** A descriptor of the machine's kernel, as a program of another runtime reads and writes it. */
export class KernelStream {
  readonly fd: number;
  readonly kind: Kind;
  readonly #process: SystemCalls;
  #reading: SystemCall | undefined;
  #watching: SystemCall | undefined;
  /** What was read, and is not yet taken. */
  #ahead: Uint8Array = EMPTY;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #writing: { readonly call: SystemCall; readonly bytes: number } | undefined;
  /** Why a write failed that the program took for done. */
  #fault: WasiError | undefined;

  /** @param kind an index of DESCRIPTOR_KINDS */
  constructor(process: SystemCalls, fd: number, kind: number) {
    this.#process = process;
    this.fd = fd;
    this.kind = DESCRIPTOR_KINDS[kind] ?? "stream";
  }

  /** @returns how many bytes, 0 at the end @throws CallPending, WasiError */
  read(room: Uint8Array): number {
    if (room.length === 0) return 0;
    this.#process.flush();
    if (this.#ahead.length === 0) {
      this.#reading ??= this.#process.begin("read", this.fd, room.length);
      const call = this.#reading;
      try {
        this.#ahead = this.#process.answerOf(call).bytes;
      } finally {
        if (call.answer) this.#reading = undefined;
      }
    }
    const taken = this.#ahead.subarray(0, room.length);
    this.#ahead = this.#ahead.subarray(taken.length);
    room.set(taken);
    return taken.length;
  }

  /** Takes all of the bytes, or none. @throws CallPending, WasiError */
  write(bytes: Uint8Array): void {
    this.#process.assertRuns();
    this.#settle();
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault) throw fault;
    const waitingBytes = (this.#writing?.bytes ?? 0) + this.#heldBytes;
    const hasRoom = this.#process.waitsOnStack && this.#process.waiting.bytes < MAX_WAITING_BYTES_ON_STACK;
    if (this.#writing && waitingBytes > MAX_WAITING_BYTES && !hasRoom) {
      this.#process.waitFor([this.#writing.call]);
      this.#settle();
    }
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    this.#process.waiting.bytes += bytes.length;
    const isBuffered = this.kind === "stream" || this.kind === "pipe";
    if (isBuffered && this.#heldBytes < HELD_BYTES) return;
    this.flush();
    // A file's fault is known at once.
    if (!isBuffered) this.#throwFault();
  }

  /** Hands over what is held. @returns the call that has yet to be answered */
  flush(): SystemCall | undefined {
    this.#settle();
    if (!this.#writing && this.#heldBytes > 0) {
      const bytes = this.#held.length === 1 ? (this.#held[0] ?? EMPTY) : Buffer.concat(this.#held, this.#heldBytes);
      this.#held = [];
      this.#heldBytes = 0;
      this.#writing = { call: this.#process.begin("write", this.fd, 0, bytes), bytes: bytes.length };
      this.#settle();
    }
    return this.#writing?.call;
  }

  /** @returns the new offset @throws WasiError ESPIPE, EINVAL */
  seek(offset: number, whence: "set" | "current" | "end"): number {
    this.#process.flush();
    const from = whence === "current" ? offset - this.#ahead.length : offset;
    const { value } = this.#process.call("seek", this.fd, from, whence);
    this.#ahead = EMPTY;
    return value;
  }

  /** A call that is answered when something can be read; nothing if that is so already. */
  whenReadable(): SystemCall | undefined {
    this.#process.flush();
    if (this.#ahead.length > 0 || this.#reading?.answer) return undefined;
    const call = this.#reading ?? this.#watching ?? this.#process.begin("readable", this.fd);
    this.#watching = call.answer ? undefined : call;
    return this.#watching;
  }

  /** What is held goes nowhere. */
  drop(): void {
    this.#process.waiting.bytes -= (this.#writing?.bytes ?? 0) + this.#heldBytes;
    this.#writing = undefined;
    this.#held = [];
    this.#heldBytes = 0;
  }

  #settle(): void {
    if (!this.#writing?.call.answer) return;
    const { call, bytes } = this.#writing;
    this.#writing = undefined;
    this.#process.waiting.bytes -= bytes;
    try {
      this.#process.answerOf(call);
    } catch (error) {
      if (!(error instanceof WasiError)) throw error;
      this.#fault = error;
      this.#process.waiting.bytes -= this.#heldBytes;
      this.#held = [];
      this.#heldBytes = 0;
    }
  }

  #throwFault(): void {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault) throw fault;
  }
}
