import { Buffer } from "buffer";
import { ReadableStream, TransformStream, WritableStream } from "web-streams-polyfill";
import { installAbort } from "./polyfills/abort.ts";
import { installCollation } from "./polyfills/collation.ts";
import { CompressionStream, DecompressionStream } from "./polyfills/compression.ts";
import { installCrypto } from "./polyfills/crypto.ts";
import { installEncoding } from "./polyfills/encoding.ts";
import { installTimers } from "./polyfills/timers.ts";

/* What the interpreter expects of a browser. It must be there before the interpreter's own module is evaluated. */

/** Archivers ask whether a body is one; nothing makes any. */
class Blob {}

const silent = (): void => {};

Object.assign(globalThis, {
  self: globalThis,
  Buffer,
  Blob,
  CompressionStream,
  DecompressionStream,
  ReadableStream,
  TransformStream,
  WritableStream,
  console: { log: silent, info: silent, warn: silent, error: silent, debug: silent },
});
installCollation();
installEncoding();
installTimers();
installAbort();
installCrypto();
