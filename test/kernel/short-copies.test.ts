import { expect, it } from "vitest";
import { ShortCopies } from "../../runtimes/kernel/short-copies.ts";

it("copies contents of all lengths, which stay what they were", () => {
  const copies = new ShortCopies();
  const lengths = [0, 1, 100, 16 * 1024, 16 * 1024 + 1, 64 * 1024, 16 * 1024, 16 * 1024, 16 * 1024, 16 * 1024, 3];
  const window = new Uint8Array(64 * 1024);
  const kept = lengths.map((length, index) => copies.of(window.fill(index + 1).subarray(0, length)));
  window.fill(0);
  expect(kept.map((copy) => copy.length)).toEqual(lengths);
  for (const [index, copy] of kept.entries()) expect(copy.every((byte) => byte === index + 1)).toBe(true);
});
