import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("checksums");
});
afterAll(() => backend.stop());

async function run(command: string) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command } });
  return { stdout: metadata.stdout, stderr: metadata.stderr, exitCode: metadata.exitCode };
}

const hexOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest("hex");

it.each(["md5", "sha1", "sha256"])("%ssum reads a file, or its input piece by piece", async (algorithm) => {
  // Around the length of a block, and more than a pipe holds.
  for (const length of [0, 1, 55, 56, 63, 64, 65, 127, 128, 200_000]) {
    const hash = hexOf(algorithm, "a".repeat(length));
    const made = `head -c ${length} /dev/zero | tr '\\0' a`;
    expect(await run(`${made} | ${algorithm}sum`)).toEqual({ stdout: `${hash}  -\n`, stderr: "", exitCode: 0 });
    expect(await run(`${made} > f; ${algorithm}sum f`)).toEqual({ stdout: `${hash}  f\n`, stderr: "", exitCode: 0 });
  }
});

it("20 MB go through a pipeline within the memory that a shell has", async () => {
  const { stdout } = await run("head -c 20000000 /dev/zero | tr '\\0' a | sort | md5sum");
  // From GNU's tools, as are the others.
  expect(stdout).toBe("c68dbaf54c3ed85e8678606678d61706  -\n");
});

it("takes several files, and tells of those that can't be read", async () => {
  await run("printf a > one; printf b > two; mkdir folder");
  expect((await run("md5sum one two")).stdout).toBe(`${hexOf("md5", "a")}  one\n${hexOf("md5", "b")}  two\n`);
  expect((await run("md5sum one > sums; md5sum -c sums")).stdout).toBe("one: OK\n");
  expect(await run("md5sum nothing folder one")).toEqual({
    stdout: `${hexOf("md5", "a")}  one\n`,
    stderr: "md5sum: nothing: No such file or directory\nmd5sum: folder: Is a directory\n",
    exitCode: 1,
  });
});
