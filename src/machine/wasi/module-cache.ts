import { createHash } from "node:crypto";
import { failureKind } from "../../isolate/failure-kind.ts";
import { StartTimeoutError } from "../process/start-failure.ts";
import { ModuleError } from "./binary.ts";
import { type CheckedModule, checkModule } from "./module.ts";
import type { WasiIsolate } from "./wasi-isolate.ts";

const MAX_KEPT_MODULES = 32;
const MAX_KEPT_BYTES = 128 * 1024 * 1024;
const COMPILE_TIMEOUT_MS = 30_000;
/** V8 keeps each function type for the life of the process, and aborts at some millions. */
const MAX_TYPES_IN_PROCESS = 500_000;

/** Distinct function types this thread has compiled; the cell counts those of all threads. */
const knownTypes = new Set<string>();

/** The modules that are compiled in an isolate. V8 shares the code of equal modules between threads. */
export class ModuleCache {
  readonly #isolate: WasiIsolate;
  readonly #maxMemoryBytes: number;
  readonly #typesInProcess: Int32Array;
  /** Bytes by digest, the least recently used first. */
  readonly #compiled = new Map<string, number>();
  readonly #own = new Set<string>();
  #bytes = 0;

  /** @param typesInProcess one cell, shared by all threads */
  constructor(isolate: WasiIsolate, memoryLimitMiB: number, typesInProcess: Int32Array) {
    this.#isolate = isolate;
    this.#maxMemoryBytes = memoryLimitMiB * 1024 * 1024;
    this.#typesInProcess = typesInProcess;
  }

  /**
   * @returns the module's key in the isolate, once it is compiled
   * @throws ModuleError if it can't be run, StartTimeoutError
   */
  prepare(wasm: Uint8Array, deadlineMs: number, assertKind: (module: CheckedModule) => void): string {
    const key = digestOf(wasm);
    if (!this.#compiled.delete(key)) {
      this.#makeRoom(wasm.length);
      this.#compile(key, wasm, deadlineMs, assertKind);
      this.#bytes += wasm.length;
    }
    this.#compiled.set(key, wasm.length);
    return key;
  }

  /** Likewise for a module that is ours, and is kept. */
  prepareOwn(key: string, bytes: Uint8Array<ArrayBuffer>, deadlineMs: number): void {
    if (this.#own.has(key)) return;
    this.#compileBytes(key, bytes.slice().buffer, deadlineMs);
    this.#own.add(key);
  }

  #makeRoom(bytes: number): void {
    for (const [oldest, oldestBytes] of this.#compiled) {
      if (this.#compiled.size < MAX_KEPT_MODULES && this.#bytes + bytes <= MAX_KEPT_BYTES) return;
      this.#compiled.delete(oldest);
      this.#bytes -= oldestBytes;
      this.#isolate.forget(oldest);
    }
  }

  #compile(key: string, wasm: Uint8Array, deadlineMs: number, assertKind: (module: CheckedModule) => void): void {
    const checked = checkModule(wasm, this.#maxMemoryBytes);
    assertKind(checked);
    this.#countTypes(checked.types);
    this.#compileBytes(key, checked.bytes.buffer, deadlineMs);
  }

  #compileBytes(key: string, bytes: ArrayBuffer, deadlineMs: number): void {
    const timeoutMs = Math.min(COMPILE_TIMEOUT_MS, Math.max(1, Math.ceil(deadlineMs - Date.now())));
    let fault: string;
    try {
      fault = this.#isolate.compile(key, bytes, timeoutMs);
    } catch (error) {
      if (failureKind(error) === "timeout") throw new StartTimeoutError("the module took too long to compile");
      throw error;
    }
    if (fault !== "") throw new ModuleError(fault);
  }

  #countTypes(types: readonly string[]): void {
    for (const type of types) {
      if (knownTypes.has(type)) continue;
      if (Atomics.add(this.#typesInProcess, 0, 1) >= MAX_TYPES_IN_PROCESS)
        throw new ModuleError("this process has compiled too many different function types already");
      knownTypes.add(type);
    }
  }
}

/** @throws ModuleError for a module that can't be started by `_start` */
export function assertCommand({ functions, exportsMemory }: CheckedModule): void {
  const start = functions.get("_start");
  if (!start) throw new ModuleError("it has no export _start, as a WASI program has");
  if (start.params.length + start.results.length > 0) throw new ModuleError("its _start takes or gives something");
  if (!exportsMemory) throw new ModuleError("it has no export memory, as a WASI program has");
}

const digests = new WeakMap<ArrayBufferLike, { offset: number; length: number; digest: string }>();

/** A volume never overwrites a file's bytes in place, so the same bytes of a buffer have the digest they had. */
function digestOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  const known = digests.get(buffer);
  if (known?.offset === byteOffset && known.length === byteLength) return known.digest;
  const digest = createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("base64");
  digests.set(buffer, { offset: byteOffset, length: byteLength, digest });
  return digest;
}
