import deflater from "pako/lib/zlib/deflate.js";
import inflater from "pako/lib/zlib/inflate.js";
import ZStream from "pako/lib/zlib/zstream.js";
import type { ByteSource, Chunks } from "./byte-source.ts";
import { DataFault } from "./data-fault.ts";

/* RFC 1951, by pako's port of zlib. */

const DEFLATED = 8;
/** Without zlib's header. */
const RAW_BITS = -15;
/** The memory that gzip takes, with which blocks are as long as its. */
const MEMORY_LEVEL = 9;
const PAGE_BYTES = 64 * 1024;
const WINDOW_BYTES = 32 * 1024;
const NO_FLUSH = 0;
const FINISH = 4;
const STATUS = { ok: 0, end: 1, noProgress: -5 } as const;

type Stream = InstanceType<typeof ZStream>;

/** Streams that are done, by level: to make one anew takes longer than a small file does. */
const idle = new Map<number, Stream>();
const page = new Uint8Array(PAGE_BYTES);

/** @param level 0 … 9 */
export async function* deflate(chunks: Chunks, level: number): AsyncGenerator<Uint8Array> {
  const stream = streamOf(level);
  for await (const chunk of chunks) yield* deflated(stream, chunk, NO_FLUSH);
  yield* deflated(stream, new Uint8Array(0), FINISH);
  idle.set(level, stream);
}

function streamOf(level: number): Stream {
  const known = idle.get(level);
  if (known) {
    idle.delete(level);
    deflater.deflateReset(known);
    return known;
  }
  const stream = new ZStream();
  // With the hash of zlib's own, which gzip has too.
  deflater.deflateInit2(stream, level, DEFLATED, RAW_BITS, MEMORY_LEVEL, 0, true);
  return stream;
}

function* deflated(stream: Stream, chunk: Uint8Array, flush: number): Generator<Uint8Array> {
  stream.input = chunk;
  stream.next_in = 0;
  stream.avail_in = chunk.length;
  do {
    // What comes of it is mostly less than a page: only that is kept.
    stream.output = page;
    stream.next_out = 0;
    stream.avail_out = PAGE_BYTES;
    deflater.deflate(stream, flush);
    if (stream.next_out > 0) yield page.slice(0, stream.next_out);
  } while (stream.avail_out === 0);
}

/**
 * Reads up to the end of what was compressed, and no byte more. It gives whole windows, so that of a window with a mistake
 * nothing is given, as by gzip.
 * @throws DataFault
 */
export async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array> {
  const stream = new ZStream();
  inflater.inflateInit2(stream, RAW_BITS);
  const startWindow = (): void => {
    stream.output = new Uint8Array(WINDOW_BYTES);
    stream.next_out = 0;
    stream.avail_out = WINDOW_BYTES;
  };
  const window = (): Uint8Array => (stream.output ?? new Uint8Array(0)).subarray(0, stream.next_out);
  startWindow();
  for (;;) {
    await source.peek(1);
    const input = source.held;
    if (input.length === 0) {
      yield window();
      throw new DataFault("end");
    }
    stream.input = input;
    stream.next_in = 0;
    stream.avail_in = input.length;
    let status: number = STATUS.ok;
    while (status === STATUS.ok) {
      status = inflater.inflate(stream, NO_FLUSH);
      if (stream.avail_out > 0) break;
      yield window();
      startWindow();
    }
    source.drop(stream.next_in);
    if (status === STATUS.end) break;
    if (status !== STATUS.ok && status !== STATUS.noProgress) throw new DataFault("invalid");
  }
  yield window();
}
