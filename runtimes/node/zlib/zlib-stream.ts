import deflater from "pako/lib/zlib/deflate.js";
import inflater from "pako/lib/zlib/inflate.js";
import ZStream from "pako/lib/zlib/zstream.js";
import { AsyncWrap } from "../handle-wrap.ts";

/** Numbers of Node's binding. */
const MODE = { deflate: 1, inflate: 2, gzip: 3, gunzip: 4, deflateRaw: 5, inflateRaw: 6, unzip: 7 } as const;
const STATUS = { ok: 0, end: 1, needDictionary: 2, data: -3, buffer: -5 } as const;
const FINISH = 4;
const DEFLATED = 8;
const CODES: Readonly<Record<number, string>> = {
  2: "Z_NEED_DICT",
  "-1": "Z_ERRNO",
  "-2": "Z_STREAM_ERROR",
  "-3": "Z_DATA_ERROR",
  "-4": "Z_MEM_ERROR",
  "-5": "Z_BUF_ERROR",
};

/** One step of a stream: what it takes of the input, and the room for what comes of it. */
type Transfer = [
  flush: number,
  input: Uint8Array | null,
  at: number,
  length: number,
  output: Uint8Array,
  outAt: number,
  room: number,
];

/** What Node's zlib streams stand on, over pako's port of zlib. */
export class ZlibStream extends AsyncWrap {
  onerror: ((message: string, errno: number, code: string) => void) | undefined;
  readonly #mode: number;
  #stream = new ZStream();
  #state = new Uint32Array(2);
  #processed: () => void = () => {};
  #dictionary: Uint8Array | undefined;
  #settings: readonly [bits: number, level: number, memory: number, strategy: number] = [15, 6, 8, 0];

  constructor(mode: number) {
    super();
    this.#mode = mode;
  }

  protected later(task: () => void): void {
    task();
  }

  init(
    windowBits: number,
    level: number,
    memory: number,
    strategy: number,
    state: Uint32Array<ArrayBuffer>,
    processed: () => void,
    dictionary: Uint8Array | undefined,
  ): void {
    this.#state = state;
    this.#processed = processed;
    this.#dictionary = dictionary;
    this.#settings = [windowBits, level, memory, strategy];
    this.reset();
  }

  reset(): void {
    const [windowBits, level, memory, strategy] = this.#settings;
    this.#stream = new ZStream();
    let bits = windowBits;
    if (this.#mode === MODE.gzip || this.#mode === MODE.gunzip) bits += 16;
    else if (this.#mode === MODE.unzip) bits += 32;
    else if (this.#mode === MODE.deflateRaw || this.#mode === MODE.inflateRaw) bits = -bits;
    if (this.#deflates) {
      deflater.deflateInit2(this.#stream, level, DEFLATED, bits, memory, strategy);
      if (this.#dictionary) deflater.deflateSetDictionary(this.#stream, this.#dictionary);
    } else {
      inflater.inflateInit2(this.#stream, bits);
      if (this.#dictionary && this.#mode === MODE.inflateRaw)
        inflater.inflateSetDictionary(this.#stream, this.#dictionary);
    }
  }

  params(level: number, strategy: number): void {
    const [bits, , memory] = this.#settings;
    this.#settings = [bits, level, memory, strategy];
  }

  write(...transfer: Transfer): void {
    this.later(() => {
      if (this.#step(...transfer)) this.#processed.call(this);
    });
  }

  writeSync(...transfer: Transfer): void {
    this.#step(...transfer);
  }

  close(): void {}

  get #deflates(): boolean {
    return this.#mode === MODE.deflate || this.#mode === MODE.gzip || this.#mode === MODE.deflateRaw;
  }

  /** @returns whether it went well */
  #step(...[flush, input, at, length, output, outAt, room]: Transfer) {
    const stream = this.#stream;
    stream.input = input ?? new Uint8Array(0);
    stream.next_in = at;
    stream.avail_in = length;
    stream.output = output;
    stream.next_out = outAt;
    stream.avail_out = room;
    let status = this.#deflates ? deflater.deflate(stream, flush) : inflater.inflate(stream, flush);
    if (status === STATUS.needDictionary && this.#dictionary) {
      status = inflater.inflateSetDictionary(stream, this.#dictionary);
      if (status === STATUS.ok) status = inflater.inflate(stream, flush);
    }
    // One gzip member may follow another.
    while (
      status === STATUS.end &&
      (this.#mode === MODE.gunzip || this.#mode === MODE.unzip) &&
      stream.avail_in > 0 &&
      stream.input[stream.next_in] === 0x1f
    ) {
      inflater.inflateReset(stream);
      status = inflater.inflate(stream, flush);
    }
    this.#state[0] = stream.avail_out;
    this.#state[1] = stream.avail_in;
    return this.#check(status, flush);
  }

  #check(status: number, flush: number): boolean {
    const fail = (message: string): false => {
      this.onerror?.(message, status, CODES[status] ?? "Z_ERRNO");
      return false;
    };
    switch (status) {
      case STATUS.ok:
      case STATUS.buffer:
        if (this.#stream.avail_out === 0 || flush !== FINISH || this.#deflates) return true;
        status = STATUS.buffer;
        return fail("unexpected end of file");
      case STATUS.end:
        return true;
      case STATUS.needDictionary:
        return fail(this.#dictionary ? "Bad dictionary" : "Missing dictionary");
      default:
        return fail(this.#stream.msg || "Zlib error");
    }
  }
}
