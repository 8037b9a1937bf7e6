import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

const file = (name: string): Uint8Array => readFileSync(new URL(`./programs/${name}.wasm`, import.meta.url));

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
const list = (items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()];
const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content];
const name = (text: string): number[] => [...leb(text.length), ...Buffer.from(text)];
const repeat = (count: number, item: (index: number) => number[]): number[][] =>
  Array.from({ length: count }, (_, index) => item(index));

const NO_TYPE = [0x60, 0, 0];
const FUNCTION = [0, 0x0b];
interface Parts {
  types?: number[][];
  imports?: number[][];
  memories?: number[][];
  exports?: number[][];
  bodies?: number[][];
  rest?: number[];
}

/** A program that does nothing, with something beside. */
function moduleOf({ types = [], imports = [], memories = [[0, 1]], exports = [], bodies = [], rest = [] }: Parts) {
  const code = [FUNCTION, ...bodies].map((body) => [...leb(body.length), ...body]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([NO_TYPE, ...types])),
    ...(imports.length > 0 ? section(2, list(imports)) : []),
    ...section(3, list(code.map(() => [0]))),
    ...section(5, list(memories)),
    ...section(7, list([[...name("_start"), 0, ...leb(imports.length)], [...name("memory"), 2, 0], ...exports])),
    ...section(10, list(code)),
    ...rest,
  ]);
}

const i32s = (count: number): number[] => new Array<number>(count).fill(0x7f);
const REFUSED: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
  types: [moduleOf({ types: repeat(6_000, (n) => [0x60, ...list([i32s(n % 90)].map((t) => t)), 0]) }), /types/],
  exports: [moduleOf({ exports: repeat(21_000, (n) => [...name(`e${n}`), 0, 0]) }), /exports/],
  imports: [
    moduleOf({ imports: repeat(1_100, () => [...name("wasi_snapshot_preview1"), ...name("fd_close"), 0, 0]) }),
    /imports/,
  ],
  "long names": [moduleOf({ imports: [[...name("env"), ...name("x".repeat(60_000)), 0, 0]] }), /a name is too long/],
  "foreign imports": [
    moduleOf({ imports: repeat(500, (n) => [...name("env"), ...name(`f${n}`), 0, 0]) }),
    /needs the import env\.f0, env\.f1, env\.f2 and 497 more/,
  ],
  memories: [
    moduleOf({
      memories: [
        [0, 1],
        [0, 0],
      ],
    }),
    /memories/,
  ],
  locals: [moduleOf({ bodies: [[1, ...leb(50_000), 0x7f, 0x0b]] }), /functionLocals/],
  "locals at many branches": [
    moduleOf({ bodies: [[1, ...leb(9_000), 0x7f, ...new Array<number>(12_000).fill(0x01), 0x0b]] }),
    /functionLocalsTimesBytes/,
  ],
  "a start that takes something": [
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, list([[0x60, 1, 0x7e, 0]])),
      ...section(3, list([[0]])),
      ...section(5, list([[0, 1]])),
      ...section(
        7,
        list([
          [...name("_start"), 0, 0],
          [...name("memory"), 2, 0],
        ]),
      ),
      ...section(10, list([[2, 0, 0x0b]])),
    ]),
    /_start takes or gives/,
  ],
  "kinds of exports swapped": [
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, list([NO_TYPE])),
      ...section(3, list([[0]])),
      ...section(5, list([[0, 1]])),
      ...section(
        7,
        list([
          [...name("_start"), 2, 0],
          [...name("memory"), 0, 0],
        ]),
      ),
      ...section(10, list([[2, 0, 0x0b]])),
    ]),
    /no export _start/,
  ],
};

let backend: ToolBackend;
let slot: Slot;
beforeAll(async () => {
  const template = Object.fromEntries(
    Object.entries(REFUSED).map(([title, [bytes]]) => [`${title.replaceAll(" ", "-")}.wasm`, bytes]),
  );
  backend = await createBackend({
    workers: 1,
    template: {
      ...template,
      "fine.wasm": moduleOf({}),
      "swallow.wasm": file("swallow"),
      "big-memory.wasm": file("big-memory"),
      "probe.wasm": file("probe"),
    },
    limits: { maxMemoryMiB: 128, maxOutputBytes: 1 << 16 },
  });
  slot = await backend.acquire();
});
afterAll(() => backend.stop());

const run = (program: string, args: string[] = [], timeoutMs = 100_000) =>
  backend.execute({ slot, tool: "run", args: { program, args }, timeoutMs });

describe("a module that V8 would take, at a cost that nothing counts,", () => {
  it.each(Object.entries(REFUSED))("is refused for its %s", async (title, [, message]) => {
    const { metadata } = await run(`${title.replaceAll(" ", "-")}.wasm`);
    expect(metadata).toMatchObject({ outcome: "exit", exitCode: 126, stderr: expect.stringMatching(message) });
    expect(metadata.stderr?.length).toBeLessThan(600);
  });

  it("is no other than one that runs but for that", async () => {
    expect((await run("fine.wasm")).metadata).toMatchObject({ outcome: "ok", exitCode: 0 });
  });
});

it("what the host decided stands, whatever the program catches", async () => {
  expect((await run("swallow.wasm", ["l"])).metadata).toMatchObject({ outcome: "output", exitCode: 137 });
  expect((await run("swallow.wasm", ["s"], 200)).metadata).toMatchObject({ outcome: "timeout" });
  expect((await run("swallow.wasm", ["x"])).metadata).toMatchObject({ outcome: "ok" });
});

it("an exit code is eight bits for all who ask", async () => {
  expect((await run("probe.wasm", ["exit", "256"])).metadata).toMatchObject({ outcome: "ok", exitCode: 0 });
  expect((await run("probe.wasm", ["exit", "257"])).metadata).toMatchObject({ outcome: "exit", exitCode: 1 });
});

it("a file is neither made nor emptied when no descriptor is left for it", async () => {
  await backend.execute({ slot, tool: "write_file", args: { path: "kept.txt", content: "kept" } });
  expect((await run("probe.wasm", ["descriptors", "kept.txt"])).output).toBe("EMFILE -1");
  expect((await backend.execute({ slot, tool: "read_file", args: { path: "kept.txt" } })).output).toBe("kept");
});

it("memory of programs that have ended is given back", async () => {
  const before = backend.stats().isolates ?? { made: 0, dropped: 0 };
  for (let i = 0; i < 40; i++) expect((await run("big-memory.wasm")).metadata.outcome).toBe("ok");
  const after = backend.stats().isolates ?? { made: 0, dropped: 0 };
  // An isolate goes, and all memory with it, when programs of 60 MiB each have left more than 128 MiB in it.
  expect(after.dropped - before.dropped).toBeGreaterThanOrEqual(Math.floor(40 / 3));
  expect(after.made - after.dropped).toBeLessThanOrEqual(before.made - before.dropped + 1);
});
