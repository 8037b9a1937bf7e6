import { jqModule } from "../../isolate/guest-bundle.ts";
import { withMemoryLimit } from "./module.ts";

/** Node's types leave it out. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object };
};

/**
 * The module of jq. V8 keeps what it has compiled of a module, and compiled well, as long as one of all isolates has that
 * module: the one that is held here, and that nobody runs, outlives the isolates in which programs run.
 */
export class JqModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly compiled: object;

  constructor(maxMemoryBytes: number) {
    this.bytes = withMemoryLimit(jqModule(), maxMemoryBytes);
    this.compiled = new WebAssembly.Module(this.bytes);
  }
}
