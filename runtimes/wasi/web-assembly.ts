import type { WasmArgument, WasmValue } from "../abi/wasi.ts";

/* The part of the WebAssembly JavaScript API used here; its types come with the DOM's, which there is none of. */

export interface WasmModule {
  readonly __module: unique symbol;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WebAssemblyApi {
  CompileError: ErrorConstructor;
  Module: {
    new (bytes: ArrayBuffer): WasmModule;
  };
  Instance: new (
    module: WasmModule,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export const engine = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

export function toWasm({ type, value }: WasmArgument): number | bigint {
  return type === "i64" ? BigInt(value) : Number(value);
}

/** @param returned what calling an export gives: nothing, a number, or an array of them */
export function fromWasm(returned: unknown): WasmValue[] {
  if (returned === undefined) return [];
  if (Array.isArray(returned)) return returned.flatMap(fromWasm);
  if (typeof returned === "bigint") {
    const value = Number(returned);
    return [Number.isSafeInteger(value) ? value : String(returned)];
  }
  return [Number.isFinite(returned) ? Number(returned) : String(returned)];
}
