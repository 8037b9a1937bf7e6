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
