import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { HEAP_END_ADDRESS, JQ_EXPORTS, JQ_IMPORT_MODULE, JQ_IMPORTS } from "../../runtimes/wasi/jq/build-names.ts";

/*
 * What runtimes/wasi/jq assumes of the package jq-wasm, which says nothing of it. If the package is updated and this fails,
 * that is to be looked at, and the licence in runtimes/build/licenses.
 */

interface Linked {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
}

type Instance = { readonly exports: Readonly<Record<string, unknown>> };

/** Node's types leave it out. */
const { Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: (new (bytes: Uint8Array) => object) & Readonly<Record<"imports" | "exports", (of: object) => Linked[]>>;
      Instance: new (module: object, imports: Record<string, Record<string, () => number>>) => Instance;
    };
  }
).WebAssembly;

const VERSION = "3.0.0-jq-1.8.2";
const require = createRequire(import.meta.url);
const wasm = require.resolve("jq-wasm/jq.wasm");
const module = new Module(readFileSync(wasm));
/** The JavaScript that came with the build. */
const glue = readFileSync(join(dirname(wasm), "../index.cjs"), "utf8");

describe("the package jq-wasm", () => {
  it("is the version that was looked at", () => {
    const { devDependencies } = require("../../package.json") as { devDependencies: Record<string, string> };
    const { version } = require("jq-wasm/package.json") as { version: string };
    expect([devDependencies["jq-wasm"], version]).toEqual([VERSION, VERSION]);
  });

  it("imports functions by the names that are known here", () => {
    const [, list = ""] = /wasmImports = \{([^}]*)\}/.exec(glue) ?? [];
    const named = [...list.matchAll(/(\w+): _(\w+)/g)].map(([, short, name]) => [short, name]);
    expect(Object.fromEntries(named)).toEqual(JQ_IMPORTS);
    const imports = Module.imports(module).map(({ module, name, kind }) => [module, name, kind]);
    const known = Object.keys(JQ_IMPORTS).map((name) => [JQ_IMPORT_MODULE, name, "function"]);
    expect(imports.sort()).toEqual(known.sort());
  });

  it("exports what is called here", () => {
    const { memory, initialize, main, restoreStack, allocateOnStack, currentStack } = JQ_EXPORTS;
    for (const code of [
      `wasmMemory = wasmExports2["${memory}"]`,
      `wasmExports["${initialize}"]()`,
      `_main = Module["_main"] = wasmExports2["${main}"]`,
      `__emscripten_stack_restore = wasmExports2["${restoreStack}"]`,
      `__emscripten_stack_alloc = wasmExports2["${allocateOnStack}"]`,
      `_emscripten_stack_get_current = wasmExports2["${currentStack}"]`,
    ])
      expect(glue).toContain(code);
  });

  it("has one word that says where the heap begins, which is where the stack does", () => {
    const functions = Object.fromEntries(Object.keys(JQ_IMPORTS).map((name) => [name, () => 0]));
    const { exports } = new Instance(module, { [JQ_IMPORT_MODULE]: functions });
    const start = (exports[JQ_EXPORTS.currentStack] as () => number)();
    const { buffer } = exports[JQ_EXPORTS.memory] as { buffer: ArrayBuffer };
    const words = new Uint32Array(buffer, 0, start / 4);
    expect([...words.keys()].filter((index) => words[index] === start)).toEqual([HEAP_END_ADDRESS / 4]);
  });
});
