import { createHash } from "node:crypto";
import { ModuleError } from "../../runtimes/wasi/binary.ts";
import type { WasiIsolate } from "../../runtimes/wasi/host.ts";
import { checkModule } from "../../runtimes/wasi/module.ts";

const MAX_KEPT_MODULES = 32;
const COMPILE_TIMEOUT_MS = 30_000;

/** The modules that are compiled in an isolate. V8 shares the code of equal modules between threads. */
export class ModuleCache {
  readonly #isolate: WasiIsolate;
  readonly #maxMemoryBytes: number;
  /** Digests, the least recently used first. */
  readonly #compiled = new Set<string>();

  constructor(isolate: WasiIsolate, memoryLimitMiB: number) {
    this.#isolate = isolate;
    this.#maxMemoryBytes = memoryLimitMiB * 1024 * 1024;
  }

  /** @returns the module's key in the isolate, once it is compiled. @throws ModuleError if it can't be run */
  prepare(wasm: Uint8Array, requiredExports: readonly string[]): string {
    const key = digestOf(wasm);
    if (!this.#compiled.delete(key)) this.#compile(key, wasm, requiredExports);
    this.#compiled.add(key);
    const [oldest] = this.#compiled;
    if (this.#compiled.size > MAX_KEPT_MODULES && oldest !== undefined) {
      this.#compiled.delete(oldest);
      this.#isolate.forget(oldest);
    }
    return key;
  }

  #compile(key: string, wasm: Uint8Array, requiredExports: readonly string[]): void {
    const { bytes, exports } = checkModule(wasm, this.#maxMemoryBytes);
    for (const name of requiredExports)
      if (!exports.has(name)) throw new ModuleError(`it has no export ${name}, as a WASI program has`);
    try {
      this.#isolate.compile(key, bytes.buffer, COMPILE_TIMEOUT_MS);
    } catch (error) {
      throw new ModuleError(error instanceof Error ? error.message : String(error));
    }
    const foreign = this.#isolate.foreignImports(key);
    if (foreign.length === 0) return;
    this.#isolate.forget(key);
    throw new ModuleError(`it needs the import ${foreign.join(", ")}, which is no function of wasi_snapshot_preview1`);
  }
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
