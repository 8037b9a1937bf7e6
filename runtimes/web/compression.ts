/* CompressionStream and DecompressionStream over fflate: all at once, at the end of the stream. */
import { deflateSync, gunzipSync, gzipSync, inflateSync, unzlibSync, zlibSync } from "fflate";
import { TransformStream } from "web-streams-polyfill";

type Format = "gzip" | "deflate" | "deflate-raw";
type Codec = (bytes: Uint8Array) => Uint8Array;

const COMPRESS: Record<Format, Codec> = {
  gzip: (bytes) => gzipSync(bytes, { mtime: 0 }),
  deflate: (bytes) => zlibSync(bytes),
  "deflate-raw": (bytes) => deflateSync(bytes),
};
const DECOMPRESS: Record<Format, Codec> = {
  gzip: (bytes) => gunzipSync(bytes),
  deflate: (bytes) => unzlibSync(bytes),
  "deflate-raw": (bytes) => inflateSync(bytes),
};

function transformOf(codec: Codec): TransformStream<Uint8Array, Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new TransformStream({
    transform: (chunk) => void chunks.push(chunk),
    flush: (controller) => controller.enqueue(codec(concat(chunks))),
  });
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let used = 0;
  for (const chunk of chunks) {
    whole.set(chunk, used);
    used += chunk.length;
  }
  return whole;
}

function streamClass(codecs: Record<Format, Codec>): new (format: Format) => object {
  return class {
    readonly readable: unknown;
    readonly writable: unknown;
    constructor(format: Format) {
      const codec = codecs[format];
      if (!codec) throw new TypeError(`Unsupported compression format: ${String(format)}`);
      const { readable, writable } = transformOf(codec);
      this.readable = readable;
      this.writable = writable;
    }
  };
}

export const CompressionStream = streamClass(COMPRESS);
export const DecompressionStream = streamClass(DECOMPRESS);
