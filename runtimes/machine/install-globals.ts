import { Buffer } from "buffer";
import { ReadableStream, TransformStream, WritableStream } from "web-streams-polyfill";
import { PATTERNS_GLOBAL } from "../abi/shell.ts";
import { installAbort } from "../web/abort.ts";
import { installCollation } from "../web/collation.ts";
import { CompressionStream, DecompressionStream } from "../web/compression.ts";
import { installCrypto } from "../web/crypto.ts";
import { installEncoding } from "../web/encoding.ts";
import { installTimers } from "../web/timers.ts";

/* What the interpreter expects of a browser. It must be there before the interpreter's own module is evaluated. */

/** Patterns that the interpreter has compiled for the call that runs. Where it finds them is set in its bundle. */
export const compiledPatterns = new Map<unknown, unknown>();

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
  [PATTERNS_GLOBAL]: compiledPatterns,
  console: { log: silent, info: silent, warn: silent, error: silent, debug: silent },
});
installCollation();
installEncoding();
installTimers();
installAbort();
installCrypto();
