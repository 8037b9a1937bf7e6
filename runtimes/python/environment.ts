import { LIBRARY_GLOBAL, MODULE_GLOBAL } from "../abi/python.ts";
import type { Call } from "../engine/suspension.ts";
import { installEncoding } from "../web/encoding.ts";
import { exactFileTimes } from "./file-times.ts";
import { files, window } from "./host.ts";
import { measureMemory } from "./memory-size.ts";
import { poll } from "./poll.ts";
import { sliced } from "./slices.ts";
import { suspension } from "./suspension.ts";

/*
 * What pyodide takes for the shell of a JavaScript engine: the least it knows how to run in. It must be there before
 * pyodide's own module is evaluated.
 */

interface Engine {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
    instantiate?: unknown;
    compile?: unknown;
  };
}

const RANDOM_BYTES = 16_384;

const globals = globalThis as unknown as Engine & Record<string, unknown>;
const silent = (): void => {};

installEncoding();
const Utf8Decoder = globalThis.TextDecoder;

/** Emscripten wants a decoder of UTF-16, too. */
class Utf16Decoder {
  decode(bytes: Uint8Array): string {
    let text = "";
    for (let at = 0; at + 1 < bytes.length; at += 2)
      text += String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    return text;
  }
}

/** Stands for the class TextDecoder: `new` gives what this returns. */
function decoderOf(encoding = "utf-8", options?: ConstructorParameters<typeof TextDecoder>[1]): object {
  return encoding === "utf-16le" ? new Utf16Decoder() : new Utf8Decoder(encoding, options);
}

const { Module, Instance } = globals.WebAssembly;

function compile(source: Uint8Array | object): object {
  if (source instanceof Module) return source;
  return new Module(source as Uint8Array);
}

interface Imports {
  readonly env: Record<string, unknown>;
  readonly wasi_snapshot_preview1: Record<string, unknown> & { readonly fd_read: Call; readonly fd_write: Call };
}

/** Offsets of two fields in C's `struct tm`. */
const TM = { isdst: 32, gmtoff: 36 } as const;
const UTC = [0x55, 0x54, 0x43, 0];

/** A slot's clock shows UTC, wherever the host is. */
function inUtc({ env, ...others }: Imports, instance: () => object): Imports {
  const memory = (): ArrayBuffer => {
    const { exports } = instance() as { exports: { memory?: { buffer: ArrayBuffer } } };
    return (exports.memory ?? (env["memory"] as { buffer: ArrayBuffer })).buffer;
  };
  const breakDown = env["_gmtime_js"] as (time: bigint, tm: number) => void;
  const clock = {
    _localtime_js: (time: bigint, tm: number): void => {
      breakDown(time, tm);
      const view = new DataView(memory());
      for (const field of Object.values(TM)) view.setInt32(tm + field, 0, true);
    },
    _mktime_js: env["_timegm_js"],
    _tzset_js: (secondsWest: number, hasSummerTime: number, ...names: number[]): void => {
      const view = new DataView(memory());
      for (const variable of [secondsWest, hasSummerTime]) view.setInt32(variable, 0, true);
      for (const name of names) new Uint8Array(memory()).set(UTC, name);
    },
  };
  return { env: { ...env, ...clock }, ...others };
}

const SIGNAL_CHECK = "_Py_CheckEmscriptenSignals_Helper";

/** The interpreter can be left where it reads, writes and polls, and now and then while it computes. */
function leavable({ env, wasi_snapshot_preview1: functions, ...others }: Imports): Imports {
  const { fd_read, fd_write } = functions;
  return {
    ...others,
    env: {
      ...env,
      __syscall_utimensat: exactFileTimes(env["__syscall_utimensat"] as Parameters<typeof exactFileTimes>[0]),
      __syscall_poll: suspension.leavable(poll, 3),
      [SIGNAL_CHECK]: suspension.leavable(sliced(env[SIGNAL_CHECK] as () => number), 0),
    },
    wasi_snapshot_preview1: {
      ...functions,
      fd_read: suspension.leavable(fd_read, 4),
      fd_write: suspension.leavable(fd_write, 4),
    },
  };
}

async function instantiate(source: Uint8Array | object, imports: object): Promise<unknown> {
  // The bytes of the interpreter are not there: its module has been compiled already.
  const isInterpreter = source instanceof Uint8Array && source.length === 0;
  const module = isInterpreter ? (globals[MODULE_GLOBAL] as object) : compile(source);
  const instance = new Instance(module, isInterpreter ? leavable(inUtc(imports as Imports, () => instance)) : imports);
  if (isInterpreter) measureMemory(instance.exports["memory"]);
  return source instanceof Module ? instance : { module, instance };
}

function read(path: string): Uint8Array {
  if (path.endsWith("python_stdlib.zip")) return globals[LIBRARY_GLOBAL] as Uint8Array;
  if (path.endsWith(".wasm")) return new Uint8Array(0);
  throw new Error(`no file ${path}`);
}

/** `head -cN /dev/urandom | base64`, which is how pyodide asks such a shell for random bytes. */
function system(_program: string, [, script = ""]: readonly string[]): string {
  const wanted = Number(/-c(\d+)/.exec(script)?.[1] ?? 0);
  let binary = "";
  while (binary.length < wanted) {
    const bytes = Math.min(wanted - binary.length, RANDOM_BYTES);
    binary += String.fromCharCode(...randomBytes(bytes));
  }
  return btoa(binary);
}

/** While an interpreter starts, no program runs that the host would serve; what is drawn then is no secret. */
let randomBytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Math.random() * 256);

export function useHostRandomness(): void {
  randomBytes = (count) => {
    files().random(count);
    return window().slice(0, count);
  };
}

/** What urllib3 asks a browser with; it tells this error's name from others. */
class XMLHttpRequest {
  open(): never {
    throw Object.assign(new Error("slots have no network"), { name: "NetworkError" });
  }
}

Object.assign(globals, {
  XMLHttpRequest,
  self: globalThis,
  TextDecoder: decoderOf,
  console: { log: silent, info: silent, warn: silent, error: silent, debug: silent },
  location: { href: "file:///python/", toString: () => "file:///python/" },
  os: { system },
  performance: { now: () => Date.now() - startedAtMs },
  read: (path: string) => read(path),
  readbuffer: (path: string) => read(path),
  load: silent,
  queueMicrotask: (callback: () => void) => void Promise.resolve().then(callback),
  setTimeout: (callback: () => void) => {
    void Promise.resolve().then(callback);
    return 0;
  },
  clearTimeout: silent,
});
const startedAtMs = Date.now();
Object.assign(globals.WebAssembly, { instantiate, compile: async (bytes: Uint8Array) => compile(bytes) });
