import { expect, it } from "vitest";
import { createBackend, withSlot } from "../../src/index.ts";

const MAX_OUTPUT_BYTES = 1000;

/** Each prints as many bytes as it is given, in one go. */
const PRINTERS: readonly (readonly [what: string, bytesEach: number, command: (count: number) => string])[] = [
  ["of one byte", 1, (count) => `printf '${"a".repeat(count)}'`],
  ["of two bytes", 2, (count) => `printf '${"é".repeat(count)}'`],
  ["of three bytes", 3, (count) => `printf '${"€".repeat(count)}'`],
  ["of four bytes", 4, (count) => `printf '${"😀".repeat(count)}'`],
  ["that are no UTF-8", 1, (count) => `printf '${"\\xff".repeat(count)}'`],
  ["on stderr", 3, (count) => `printf '${"€".repeat(count)}' >&2`],
];

it.each(PRINTERS)("a shell may print maxOutputBytes of characters %s, and no more", async (_, bytesEach, command) => {
  await using backend = await createBackend({ workers: 1, limits: { maxOutputBytes: MAX_OUTPUT_BYTES } });
  await withSlot(backend, async (box) => {
    const most = Math.floor(MAX_OUTPUT_BYTES / bytesEach);
    const fits = await box.bash(command(most));
    expect(fits).toMatchObject({ outcome: "ok", exitCode: 0 });
    expect([...(fits.stdout + fits.stderr)]).toHaveLength(most);
    expect(await box.bash(command(most + 1))).toMatchObject({ outcome: "output", exitCode: 137 });
  });
});

it("a script that exits has printed what it has printed", async () => {
  await using backend = await createBackend({ workers: 1, limits: { maxOutputBytes: MAX_OUTPUT_BYTES } });
  await withSlot(backend, async (box) => {
    const script = (count: number) => `{ printf '${"a".repeat(count)}'; echo on stderr >&2; exit 3; }`;
    expect(await box.bash(script(980))).toMatchObject({ outcome: "exit", exitCode: 3 });
    expect(await box.bash(script(1001))).toMatchObject({ outcome: "output", stdout: "a".repeat(1000) });
  });
});

it("what a shell prints in many steps counts together, whichever stream it goes to", async () => {
  await using backend = await createBackend({ workers: 1, limits: { maxOutputBytes: MAX_OUTPUT_BYTES } });
  await withSlot(backend, async (box) => {
    const step = "printf '€€€€€'; printf '€€€€€' >&2"; // 30 bytes
    const script = (steps: number) => Array(steps).fill(step).join("\n");
    expect(await box.bash(script(33))).toMatchObject({ outcome: "ok" });
    expect(await box.bash(script(34))).toMatchObject({ outcome: "output" });
  });
});
