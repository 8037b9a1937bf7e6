import { expect, it } from "vitest";
import { splitLines } from "../../src/cli/batch-input.ts";

async function split(...chunks: (string | Buffer)[]): Promise<string[]> {
  async function* input() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of splitLines(input())) lines.push(line.toString());
  return lines;
}

it("splits at line feeds alone", async () => {
  expect(await split("a\nb\r\n\n\u2028c\u2029\rd\n")).toEqual(["a", "b\r", "", "\u2028c\u2029\rd"]);
});

it("takes a last line without an end, and none for nothing", async () => {
  expect(await split("a\nb")).toEqual(["a", "b"]);
  expect(await split()).toEqual([]);
  expect(await split("")).toEqual([]);
});

it("joins what is spread over chunks, also a character", async () => {
  const bytes = Buffer.from("1ü2\n3");
  expect(await split(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(["1ü2", "3"]);
});
