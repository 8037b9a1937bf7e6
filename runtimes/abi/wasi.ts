/** What the WASI guest offers on its global object. */
export interface WasiGuest {
  /** Compiles a module under a key. @returns what is wrong with bytes that are no valid module, or nothing */
  compile(key: string, bytes: ArrayBuffer): string;
  forget(key: string): void;
  /**
   * Begins `_start` of a new instance. What became of it then stands in the registers: 0 has one of SUSPENSION, 1 the exit
   * code, 2 the bytes of the instance's memory, which nothing frees before the isolate's next collection.
   * @param options {@link RunOptions} as JSON
   */
  begin(key: string, options: string): void;
  /** Goes on with a program that waits; otherwise as {@link begin}. */
  resume(): void;
  /** Throws what the program has failed with. */
  fail(): void;
  /** Makes a new instance, which stays, and calls its `_initialize` if it has one. Otherwise as {@link call}. */
  start(key: string, options: string): string;
  /**
   * Calls a function that the instance exports. Throws what it trapped with.
   * @param args {@link WasmArgument}s as JSON
   * @returns a {@link CallAnswer} as JSON
   */
  call(name: string, args: string): string;
}

export interface RunOptions {
  readonly args: readonly string[];
  /** `NAME=value` */
  readonly env: readonly string[];
  /** For {@link JQ_KEY} only: other programs have it as a directory they are given. */
  readonly cwd?: string;
}

/** The key of the one module that is no WASI program: jq's, which Emscripten has made. */
export const JQ_KEY = "jq";

/** A number as JSON can have it: beyond what it can, as text (`"9223372036854775807"`, `"NaN"`, `"-Infinity"`). */
export type WasmValue = number | string;

/** The types a number has in WebAssembly. */
export type NumberType = "i32" | "i64" | "f32" | "f64";

export interface WasmArgument {
  readonly type: NumberType;
  readonly value: WasmValue;
}

/** What a function returned, or that it ended the program. */
export type CallAnswer = { readonly values: readonly WasmValue[] } | { readonly exitCode: number };

export const WASI_GLOBAL = "__slotboxWasi";
