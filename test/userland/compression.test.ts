import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ByteSource, type Chunks } from "../../runtimes/userland/compression/byte-source.ts";
import { DataFault } from "../../runtimes/userland/compression/data-fault.ts";
import { type CompressionFormat, FORMATS } from "../../runtimes/userland/compression/formats.ts";

const PIECE_BYTES = 10_000;

async function* pieces(bytes: Uint8Array): Chunks & AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const gathered: Uint8Array[] = [];
  for await (const bytes of chunks) gathered.push(bytes.slice());
  return Buffer.concat(gathered);
}

/** The same bytes each time. */
function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >>> 16;
  });
}

const text = (lines: number) => Buffer.from(Array.from({ length: lines }, (_, line) => `line ${line * 7}\n`).join(""));

const SUBJECTS: readonly (readonly [string, Uint8Array])[] = [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(0)],
  ["four of a kind", new Uint8Array(4).fill(97)],
  ["a run of 259", new Uint8Array(259).fill(97)],
  ["many runs", Buffer.from("aaaa".repeat(500) + "b".repeat(1000) + "abab".repeat(700))],
  ["zeros", new Uint8Array(1_000_000)],
  ["noise", noise(200_000)],
  ["noise twice", Buffer.concat([noise(70_000), noise(70_000)])],
  ["text", text(20_000)],
  ["noise in text", Buffer.concat([text(3000), noise(60_000), text(3000)])],
];

const FORMATS_BOTH_WAYS = [FORMATS.gzip, FORMATS.bzip2, FORMATS.xz, FORMATS.zstd] satisfies CompressionFormat[];

describe.each(FORMATS_BOTH_WAYS.map((format) => [format.program, format] as const))("%s", (_name, format) => {
  it.each(SUBJECTS)("brings back %s", async (_what, bytes) => {
    const compressed = await all(format.compress(pieces(bytes), 3));
    const plain = await all(format.decompress(new ByteSource(pieces(compressed))));
    expect(plain.equals(bytes)).toBe(true);
  });

  it("tells of whatever is damaged, and of nothing else", async () => {
    const bytes = Buffer.concat([text(300), noise(500)]);
    const compressed = await all(format.compress(pieces(bytes), 3));
    for (let at = 0; at < compressed.length; at += 7) {
      const damaged = Buffer.from(compressed);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const read = all(format.decompress(new ByteSource(pieces(damaged))));
      const outcome = await read.then(
        (plain) => (plain.equals(bytes) ? "unharmed" : "silently wrong"),
        (error: unknown) => (error instanceof DataFault ? "told" : error),
      );
      expect([at, outcome]).toEqual([at, expect.stringMatching(/^(?:told|unharmed)$/)]);
    }
  });

  it("tells of what ends too early", async () => {
    const compressed = await all(format.compress(pieces(text(300)), 3));
    for (let length = 1; length < compressed.length; length += 11) {
      const read = all(format.decompress(new ByteSource(pieces(compressed.subarray(0, length)))));
      await expect(read).rejects.toBeInstanceOf(DataFault);
    }
  });
});

it("gzip's data are zlib's", async () => {
  const bytes = text(1000);
  expect(gunzipSync(await all(FORMATS.gzip.compress(pieces(bytes)))).equals(bytes)).toBe(true);
  const zlibs = gzipSync(bytes);
  expect((await all(FORMATS.gzip.decompress(new ByteSource(pieces(zlibs))))).equals(bytes)).toBe(true);
});
