import "./install-encoding.ts";
import { Buffer } from "buffer";
import { ReadableStream, TransformStream, WritableStream } from "web-streams-polyfill";
import { installAbort } from "../web/abort.ts";
import { installCollation } from "../web/collation.ts";
import { CompressionStream, DecompressionStream } from "../web/compression.ts";
import { installCrypto } from "../web/crypto.ts";
import { installTimers } from "../web/timers.ts";

/* What libraries expect of a browser. It must be there before their modules are evaluated. */

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
installTimers();
installAbort();
installCrypto();
