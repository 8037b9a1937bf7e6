import { createRequire } from "node:module";
import v8 from "node:v8";
import ivm from "isolated-vm";
import { afterEach, describe, expect, it } from "vitest";
import { setEngineFlags } from "../../src/isolate/engine-flags.ts";
import { KeptHandles } from "../../src/isolate/kept-handles.ts";

/*
 * What src/isolate and src/machine assume of isolated-vm beyond its documentation: its messages, what crosses without a
 * copy, what it never frees. If isolated-vm is updated and this fails, they are to be looked at.
 */

setEngineFlags();

const MEMORY_MIB = 32;
const ENOUGH_MS = 60_000;
let handles = new KeptHandles();
const isolates: ivm.Isolate[] = [];

function makeIsolate(snapshot?: ivm.ExternalCopy<ArrayBuffer>): { isolate: ivm.Isolate; context: ivm.Context } {
  const isolate = handles.keep(new ivm.Isolate({ memoryLimit: MEMORY_MIB, ...(snapshot ? { snapshot } : {}) }));
  isolates.push(isolate);
  return { isolate, context: handles.keep(isolate.createContextSync()) };
}

function functionIn(context: ivm.Context, code: string): ivm.Reference {
  return handles.keep(context.evalSync(code, { reference: true }) as ivm.Reference);
}

function provide(context: ivm.Context, name: string, call: (...args: never[]) => unknown): void {
  handles.keep(context.global).setSync(name, handles.keep(new ivm.Callback(call as (...args: unknown[]) => unknown)));
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return handles.keep(Object(error));
  }
  throw new Error("nothing was thrown");
}

const messageOf = (call: () => unknown): string => String((thrownBy(call) as Error).message);

afterEach(() => {
  for (const isolate of isolates.splice(0)) if (!isolate.isDisposed) isolate.dispose();
  handles.discard();
  handles = new KeptHandles();
});

it("is the version that was looked at", () => {
  const require = createRequire(import.meta.url);
  const { dependencies } = require("../../package.json") as { dependencies: Record<string, string> };
  const { version } = require("isolated-vm/package.json") as { version: string };
  expect([dependencies["isolated-vm"], version]).toEqual(["7.0.1", "7.0.1"]);
});

describe("isolated-vm's messages", () => {
  it("of a timeout, after which the isolate lives", () => {
    const { isolate, context } = makeIsolate();
    const endless = functionIn(context, "() => { for (;;); }");
    expect(messageOf(() => endless.applySync(undefined, [], { timeout: 5 }))).toBe("Script execution timed out.");
    expect(isolate.isDisposed).toBe(false);
    expect(context.evalSync("1 + 1")).toBe(2);
  });

  it("of the memory limit, after which the isolate is gone", () => {
    const { isolate, context } = makeIsolate();
    const grow = functionIn(context, "() => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }");
    expect(messageOf(() => grow.applySync(undefined, [], { timeout: ENOUGH_MS }))).toBe(
      "Isolate was disposed during execution due to memory limit",
    );
    expect(isolate.isDisposed).toBe(true);
  });

  it("of a buffer that is too large, which a guest can catch", () => {
    const { context } = makeIsolate();
    const allocate = functionIn(context, "() => new ArrayBuffer(2 ** 30)");
    expect(messageOf(() => allocate.applySync(undefined, [], { timeout: ENOUGH_MS }))).toBe(
      "Array buffer allocation failed",
    );
    expect(context.evalSync("try { new ArrayBuffer(2 ** 30) } catch (error) { error.name }")).toBe("RangeError");
  });

  it("of an isolate that is disposed, from within and from without", () => {
    const { isolate, context } = makeIsolate();
    provide(context, "abandon", () => isolate.dispose());
    const entry = functionIn(context, "() => { try { abandon(); } catch {} for (;;); }");
    expect(messageOf(() => entry.applySync(undefined, [], { timeout: ENOUGH_MS }))).toMatch(/disposed/);
    expect(isolate.isDisposed).toBe(true);
    expect(messageOf(() => entry.applySync(undefined, [], { timeout: ENOUGH_MS }))).toMatch(/disposed/);
  });

  it("of an object that is thrown and is no error", () => {
    const { context } = makeIsolate();
    expect(messageOf(() => context.evalSync("throw { some: 1 }"))).toMatch(
      /^An object was thrown from supplied code within isolated-vm/,
    );
    expect(thrownBy(() => context.evalSync("throw 'text'")) instanceof String).toBe(true);
  });

  it("of a guest's error are its own, its stack ends at a boundary", () => {
    const { context } = makeIsolate();
    const entry = functionIn(context, "() => { throw new RangeError('mine'); }");
    const error = thrownBy(() => entry.applySync(undefined, [], { timeout: ENOUGH_MS })) as Error;
    expect([error instanceof RangeError, error.message]).toEqual([true, "mine"]);
    expect(error.stack).toContain("\n    at (<isolated-vm boundary>)");
  });
});

describe("what crosses", () => {
  it("as a copy with transferOut and transferIn is moved: gone here, the guest's own there", () => {
    const { context } = makeIsolate();
    const bytes = Uint8Array.of(1, 2, 3).buffer;
    const copy = handles.keep(new ivm.ExternalCopy(bytes, { transferOut: true }));
    expect(bytes.byteLength).toBe(0);
    const sum = functionIn(context, "(buffer) => new Uint8Array(buffer).reduce((a, b) => a + b, 0)");
    const moved = handles.keep(copy.copyInto({ release: true, transferIn: true }));
    expect(sum.applySync(undefined, [moved], { timeout: ENOUGH_MS })).toBe(6);
    expect(() => copy.copyInto()).toThrow(/released/);
  });

  it("as a SharedArrayBuffer is the same memory on both sides", () => {
    const { context } = makeIsolate();
    const shared = new SharedArrayBuffer(8);
    const copy = handles.keep(new ivm.ExternalCopy(shared));
    handles.keep(context.global).setSync("shared", handles.keep(copy.copyInto({ release: true })));
    context.evalSync("const cells = new Int32Array(shared); cells[0] = 7;");
    const cells = new Int32Array(shared);
    expect(cells[0]).toBe(7);
    cells[1] = 8;
    expect(context.evalSync("cells[1]")).toBe(8);
  });

  it("as a result is a primitive, or a copy if one is asked for", () => {
    const { context } = makeIsolate();
    const bytes = functionIn(context, "() => Uint8Array.of(9, 8).buffer");
    const copied = bytes.applySync(undefined, [], { timeout: ENOUGH_MS, result: { copy: true } }) as ArrayBuffer;
    expect([...new Uint8Array(copied)]).toEqual([9, 8]);
    expect(context.evalSync("'text'")).toBe("text");
  });

  it("as a member got by reference is a function to be entered", () => {
    const { context } = makeIsolate();
    context.evalSync("globalThis.guest = { twice: (n) => 2 * n }");
    const guest = handles.keep(handles.keep(context.global).getSync("guest", { reference: true }));
    const twice = handles.keep(guest.getSync("twice", { reference: true }) as ivm.Reference);
    expect(twice.applySync(undefined, [21], { timeout: ENOUGH_MS })).toBe(42);
  });

  it("out of a function of the host's as an error is one in the guest", () => {
    const { context } = makeIsolate();
    provide(context, "fail", () => {
      throw new TypeError("host's");
    });
    expect(context.evalSync("try { fail(); 'none' } catch (error) { error.message }")).toBe("host's");
  });
});

describe("entries", () => {
  it("nest: a function of the host's enters another isolate, each with a timeout of its own", () => {
    const outer = makeIsolate();
    const inner = makeIsolate();
    const endless = functionIn(inner.context, "() => { for (;;); }");
    provide(outer.context, "enterInner", () => messageOf(() => endless.applySync(undefined, [], { timeout: 5 })));
    const entry = functionIn(outer.context, "() => enterInner() + ' ' + enterInner()");
    expect(entry.applySync(undefined, [], { timeout: ENOUGH_MS })).toBe(
      "Script execution timed out. Script execution timed out.",
    );
  });

  it("run the microtasks before they return", () => {
    const { context } = makeIsolate();
    const entry = functionIn(context, "() => { Promise.resolve().then(() => { globalThis.done = true; }); }");
    entry.applySync(undefined, [], { timeout: ENOUGH_MS });
    expect(context.evalSync("done")).toBe(true);
  });
});

describe("snapshots", () => {
  it("hold what their code has made, also after a warm-up, as bytes that can be copied", () => {
    const made = handles.keep(
      ivm.Isolate.createSnapshot([{ code: "globalThis.value = { n: 41 }", filename: "a.js" }], "value.n++"),
    );
    const bytes = made.copy();
    made.release();
    expect(bytes).toBeInstanceOf(ArrayBuffer);
    const snapshot = handles.keep(new ivm.ExternalCopy(bytes));
    const [first, second] = [makeIsolate(snapshot), makeIsolate(snapshot)];
    first.context.evalSync("value.n = 0");
    // A warm-up compiles; what it changes is not kept.
    expect([first, second].map(({ context }) => context.evalSync("value.n"))).toEqual([0, 41]);
  });
});

describe("memory", () => {
  it("is told for the heap and for what is beside it", () => {
    const { isolate, context } = makeIsolate();
    const before = isolate.getHeapStatisticsSync();
    context.evalSync("globalThis.kept = new ArrayBuffer(8 << 20); globalThis.array = new Array(100_000).fill(1.5);");
    const after = isolate.getHeapStatisticsSync();
    expect(after.externally_allocated_size - before.externally_allocated_size).toBeGreaterThanOrEqual(8 << 20);
    expect(after.used_heap_size).toBeGreaterThan(before.used_heap_size);
  });

  it("of a function given as a Callback is never freed, so guests get one that finds the real one", () => {
    class Marker {}
    class Loose {}
    const give = (context: ivm.Context): void => {
      const marker = new Marker();
      provide(context, "call", () => void marker);
    };
    const { isolate, context } = makeIsolate();
    give(context);
    [new Loose()].pop();
    isolate.dispose();
    handles.discard();
    handles = new KeptHandles();
    const counts = [Loose, Marker].map((made) => v8.queryObjects(made, { format: "count" }));
    expect(counts).toEqual([0, 1]);
  });
});
