import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { GuestIsolate } from "../../src/isolate/guest-isolate.ts";
import { collectDiscardedHandles } from "../../src/isolate/kept-handles.ts";
import { ProgramIsolate } from "../../src/machine/program-isolate.ts";

it("of an isolate that is gone nothing is kept: not its window, nor what its host functions reach", async () => {
  const reached = Array.from({ length: 3 }, () => {
    using isolate = new GuestIsolate(32);
    const { window } = new ProgramIsolate(isolate);
    const held = { bytes: new Uint8Array(1024) };
    isolate.evaluate("globalThis.host = {}");
    isolate.provide("host", { length: () => held.bytes.length });
    return [new WeakRef(window), new WeakRef(held)];
  }).flat();
  // What a weak reference was asked for lives until the end of a turn.
  await setImmediate();
  collectDiscardedHandles();
  expect(reached.filter((reference) => reference.deref() !== undefined)).toEqual([]);
});
