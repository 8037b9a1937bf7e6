interface PakoStream {
  input: Uint8Array | null;
  next_in: number;
  avail_in: number;
  output: Uint8Array | null;
  next_out: number;
  avail_out: number;
  msg: string;
}

declare module "pako/lib/zlib/zstream.js" {
  const ZStream: new () => PakoStream;
  export default ZStream;
}
declare module "pako/lib/zlib/deflate.js" {
  const functions: {
    deflateInit2(
      stream: PakoStream,
      level: number,
      method: number,
      bits: number,
      memory: number,
      strategy: number,
      legacyHash?: boolean,
    ): number;
    deflate(stream: PakoStream, flush: number): number;
    deflateReset(stream: PakoStream): number;
    deflateSetDictionary(stream: PakoStream, dictionary: Uint8Array): number;
  };
  export default functions;
}
declare module "pako/lib/zlib/inflate.js" {
  const functions: {
    inflateInit2(stream: PakoStream, bits: number): number;
    inflate(stream: PakoStream, flush: number): number;
    inflateReset(stream: PakoStream): number;
    inflateSetDictionary(stream: PakoStream, dictionary: Uint8Array): number;
  };
  export default functions;
}
declare module "pako/lib/zlib/crc32.js" {
  export default function crc32(crc: number, bytes: Uint8Array, length: number, offset: number): number;
}
