import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";
import { newCell } from "../../src/machine/shared-memory.ts";
import { assertCommand, ModuleCache } from "../../src/machine/wasi/module-cache.ts";
import { WasiIsolate } from "../../src/machine/wasi/wasi-isolate.ts";

const MEMORY_LIMIT_MIB = 64;
const MAX_KEPT_MODULES = 32;

/** Notes what is compiled and forgotten. */
class NotingIsolate extends WasiIsolate {
  readonly compiled: string[] = [];
  readonly forgotten: string[] = [];

  override compile(key: string, bytes: ArrayBuffer, timeoutMs: number): string {
    this.compiled.push(key);
    return super.compile(key, bytes, timeoutMs);
  }
  override forget(key: string): void {
    super.forget(key);
    this.forgotten.push(key);
  }
}

let isolate: NotingIsolate;
let cache: ModuleCache;
beforeEach(() => {
  isolate = new NotingIsolate(guestBundle("wasi"), MEMORY_LIMIT_MIB);
  cache = new ModuleCache(isolate, MEMORY_LIMIT_MIB, newCell());
});
afterEach(() => isolate[Symbol.dispose]());

/** Each number another module, by a custom section. */
function module(number: number): Uint8Array {
  const wasm = readFileSync(new URL("./programs/unreachable.wasm", import.meta.url));
  return Uint8Array.from([...wasm, 0, 3, 1, 0x78, number]);
}

const prepare = (wasm: Uint8Array): string => cache.prepare(wasm, Date.now() + 100_000, assertCommand);

it("modules are compiled once, whatever buffer their bytes are in", () => {
  const [key, again] = [prepare(module(1)), prepare(module(1))];
  expect(again).toBe(key);
  expect(isolate.compiled).toEqual([key]);
});

it("of too many, those unused for longest are dropped, and compiled anew when they are wanted", () => {
  const keys = Array.from({ length: MAX_KEPT_MODULES }, (_, number) => prepare(module(number)));
  prepare(module(0));
  expect(isolate.forgotten).toEqual([]);

  const newest = prepare(module(100));
  expect(isolate.forgotten).toEqual([keys[1]]);
  prepare(module(0));
  expect(isolate.compiled).toEqual([...keys, newest]);

  expect(prepare(module(1))).toBe(keys[1]);
  expect(isolate.compiled.at(-1)).toBe(keys[1]);
  expect(isolate.forgotten).toEqual([keys[1], keys[2]]);
});
