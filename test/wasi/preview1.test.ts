import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

const file = (name: string): string => fileURLToPath(new URL(`./programs/${name}.wasm`, import.meta.url));
const MODULES = ["no-maximum", "own-maximum", "large-maximum", "paths", "sockets"];
const MEMORY_LIMIT_MIB = 64;

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({
    workers: 1,
    commands: { probe: { wasm: file("probe") } },
    template: Object.fromEntries(MODULES.map((name) => [`${name}.wasm`, readFileSync(file(name))])),
    limits: { maxMemoryMiB: MEMORY_LIMIT_MIB },
  });
  slot = await backend.acquire();
  await run("chmod +x *.wasm");
});
afterAll(() => backend.stop());

async function run(command: string) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 100_000 });
  return metadata;
}

it("descriptors have flags, can be renumbered, and allocate", async () => {
  expect((await run("probe descriptors-of-files")).stdout).toBe(
    "nonblock 1\nappend 1 at 4\nallocate 0 to 100, less 0 to 100\n" +
      "renumber 0, the old one 8, reads abcd, writes Bad file descriptor\nto nowhere 8\n" +
      "flags 0, writes 0, only reads 1, closed 8\n",
  );
});

it("a directory is gone through entry by entry, and again from any cookie", async () => {
  expect((await run("mkdir cookies; touch cookies/a cookies/b cookies/c; probe cookies")).stdout).toBe(
    "5 entries, the third again c, beyond 0 0 bytes\n",
  );
});

it("poll_oneoff waits for the first of several clocks, and tells errors of descriptors as events", async () => {
  expect((await run("probe poll")).stdout).toBe("0: 1 event, of 2, in time\n0: 1 event, error 8\n28\n");
});

describe("a link that is a path's last name leads nowhere outside", () => {
  const [EINVAL, EPERM] = [28, 63];
  const setUp =
    "rm -rf /tmp/e /tmp/outside; mkdir /tmp/e /tmp/outside; echo secret > /tmp/outside/secret; cd /tmp/e; " +
    "ln -s ../outside/secret file; ln -s ../outside/new new; ln -s /tmp/outside directory; ln -s directory chain; ";

  it.each(["file", "new", "directory", "chain"])("%s", async (link) => {
    const { stdout } = await run(`${setUp} probe follow ${link}; ls /tmp/outside; ls | tr '\\n' ' '`);
    expect(stdout).toBe(
      ["open", "create", "directory", "stat", "times"].map((call) => `${call} ${EPERM}\n`).join("") +
        `link ${EINVAL}\nsecret\nchain directory file new `,
    );
  });
});

it("a link with a slash after it is the directory it leads to, and no other", async () => {
  const setUp =
    "mkdir -p slash/d /tmp/far; cd slash; touch f; ln -s d l; ln -s f lf; ln -s nowhere n; ln -s /tmp/far far; ";
  const opens = "for path in l/ lf/ n/ far/; do probe follow $path | grep -E '^(open|directory)' | tr '\\n' ' '; done";
  const [ENOTDIR, ENOENT, EPERM] = [54, 44, 63];
  expect((await run(setUp + opens)).stdout).toBe(
    [0, ENOTDIR, ENOENT, EPERM].map((errno) => `open ${errno} directory ${errno} `).join(""),
  );

  const escapes = "touch inside; probe escape far/; ls /tmp/far | wc -l; readlink far";
  const { stdout } = await run(`cd slash; ${escapes}`);
  expect(stdout).not.toMatch(/^[a-z ]+ 0$/m);
  expect(stdout).toMatch(/\n0\n\/tmp\/far\n$/);
});

it("paths with NUL, without a character, or that are not UTF-8 name nothing", async () => {
  const [fine, EINVAL, ENOENT, EILSEQ, ENOTDIR] = ["00", "28", "44", "25", "54"];
  expect((await run("touch file; ./paths.wasm")).stdout).toBe(
    `${[fine, EINVAL, ENOENT, EILSEQ, ENOTDIR].join("\n")}\n`,
  );
});

it("there are no sockets", async () => {
  const [ENOTSOCK, EBADF] = [57, 8];
  expect((await run("./sockets.wasm")).exitCode).toBe(4 * ENOTSOCK - 4 * EBADF);
});

it.each([
  ["none", "no-maximum", MEMORY_LIMIT_MIB],
  ["a lower one", "own-maximum", 8],
  ["a higher one", "large-maximum", MEMORY_LIMIT_MIB],
])("memory grows to the slot's limit or the module's maximum, whichever is less: %s", async (_which, name, mib) => {
  expect((await run(`./${name}.wasm`)).exitCode).toBe(mib);
});

it("a file of 50 MB that is no module is refused with 126", async () => {
  const content = Buffer.alloc(50_000_000, "garbage ");
  await using other = await createBackend({ workers: 1, template: { "tool.wasm": content } });
  const command = "chmod +x tool.wasm; ./tool.wasm";
  const { metadata } = await other.execute({ slot: await other.acquire(), tool: "bash", args: { command } });
  expect(metadata).toMatchObject({
    outcome: "exit",
    exitCode: 126,
    stderr: expect.stringContaining("cannot execute binary file"),
  });
});

it("a module of 50 MB that begins well and goes on as garbage is refused with 126", async () => {
  const content = Buffer.alloc(50_000_000, "garbage ");
  content.set([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  await using other = await createBackend({ workers: 1, template: { "tool.wasm": content } });
  const { metadata } = await other.execute({
    slot: await other.acquire(),
    tool: "run",
    args: { program: "tool.wasm" },
  });
  expect(metadata).toMatchObject({
    outcome: "exit",
    exitCode: 126,
    stderr: expect.stringContaining("cannot execute binary file"),
  });
});
