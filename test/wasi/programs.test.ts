import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

const file = (name: string): string => fileURLToPath(new URL(`./programs/${name}.wasm`, import.meta.url));
const MODULES = [
  "probe",
  "foreign-import",
  "fork",
  "threads",
  "shared-memory",
  "no-start",
  "unreachable",
  "bad-pointers",
  "huge-memory",
  "tables",
  "calls",
];

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({
    workers: 1,
    commands: { probe: { wasm: file("probe") } },
    template: Object.fromEntries(MODULES.map((name) => [`${name}.wasm`, readFileSync(file(name))])),
    limits: { maxMemoryMiB: 64, maxFileBytes: 4 << 20, maxOutputBytes: 1 << 20 },
  });
  slot = await backend.acquire("programs");
  await run(`chmod +x *.wasm`);
});
afterAll(() => backend.stop());

async function run(command: string, timeoutMs = 100_000) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
  const { outcome, exitCode, stdout, stderr } = metadata;
  return { outcome, exitCode, stdout, stderr };
}

describe("a program in the shell", () => {
  it.each([
    ["by its path, with arguments", "./probe.wasm args a 'b c' ''", "[a]\n[b c]\n[]\n"],
    ["as a registered command", "probe args x", "[x]\n"],
    [
      "which which and type find",
      "which probe; command -v probe; type probe",
      "/usr/local/bin/probe\n/usr/local/bin/probe\nprobe is /usr/local/bin/probe\n",
    ],
    ["in a pipe", "echo abc | probe upper | tr -d B", "AC\n"],
    ["with redirects", "echo abc > in; probe upper < in > out; cat out", "ABC\n"],
    ["in a substitution", 'echo "<$(probe args 1)>"', "<[1]>\n"],
    [
      "with exported variables only",
      "A=1; export B=2; probe env A; probe env B; C=3 probe env C; probe env C",
      "(none)\n2\n3\n(none)\n",
    ],
    ["under env", "env D=4 probe env D", "4\n"],
    ["under xargs", "printf 'a\\nb\\n' | xargs -n1 probe args", "[a]\n[b]\n"],
    ["under timeout and time", "timeout 60 probe args t; { time probe args u; } 2>/dev/null", "[t]\n[u]\n"],
    ["under find", "touch found; find . -name found -exec probe args {} \\;", "[./found]\n"],
    ["by && and ||", "probe exit 0 && echo yes; probe exit 1 || echo no", "yes\nno\n"],
    ["with its exit code's low byte", "probe exit 7; echo $?; probe exit 259; echo $?", "7\n3\n"],
    ["with bytes of any kind", "printf '\\377\\0\\200a' | probe upper | od -An -to1", " 377 000 200 101\n"],
    ["as an interpreter", "printf '#!/usr/local/bin/probe args\\n' > s; chmod +x s; ./s x", "[./s]\n[x]\n"],
    [
      "as an interpreter that env finds",
      "printf '#!/usr/bin/env -S probe args\\n' > s; chmod +x s; ./s x",
      "[./s]\n[x]\n",
    ],
    [
      "in the directory the shell is in",
      "mkdir -p sub; cd sub; probe write here hi; cat ../sub/here; probe cat ../s",
      "hi../s: Operation not permitted\n",
    ],
    [
      "by absolute paths",
      "probe write /tmp/t hi; cat /tmp/t; probe cat /etc/hostname; probe cat /workspace/sub/here",
      "hislotbox\nhi",
    ],
    ["with a terminal's clock", "probe clock; probe random; probe sleep 30", "now forward\ndifferent\nslept\n"],
  ])("runs %s", async (_how, command, stdout) => {
    expect(await run(command)).toMatchObject({ stdout, stderr: "" });
  });

  it("has its files in the artifacts, and in the next call", async () => {
    await run("probe write made.txt 'from the program'");
    expect(await backend.readArtifact(slot, "made.txt", { encoding: "text" })).toMatchObject({
      content: "from the program",
    });
  });

  it("does with files what POSIX says", async () => {
    expect((await run("mkdir -p files && cd files && probe files")).stdout).toBe(
      "again: File exists\npread 2ab5 at 10\nsparse 101\ntail ab\nunlinked: No such file or directory\n" +
        "still open 012ab+, 10 bytes, 0 links\nseek: Invalid argument\n",
    );
  });

  it("does with names what POSIX says", async () => {
    expect((await run("mkdir -p names && cd names && probe names")).stdout).toBe(
      "mkdir: File exists\nrmdir: Directory not empty\ninto itself: Invalid argument\n" +
        "over a directory: Directory not empty\nreplaced: No such file or directory\n" +
        "dangling: No such file or directory\nloop: Symbolic link loop\nlink itself: link\nlinks 2\nlisted 302\n" +
        "times 1 3.456000000\n",
    );
  });
});

describe("no program gets out of the directories it was given", () => {
  const CALLS = [
    "open",
    "create",
    "stat",
    "times",
    "mkdir",
    "readlink",
    "rename",
    "rename from",
    "link",
    "link from",
    "symlink",
    "unlink",
    "rmdir",
  ];

  it.each([
    ["by ..", "../outside/secret"],
    ["by .. after a directory", "d/../../outside/secret"],
    ["by an absolute path", "/outside/secret"],
    ["by a link to a directory outside", "out/secret"],
    ["by an absolute link to a directory outside", "absolute/secret"],
    ["by a link to a link", "chain/secret"],
  ])("%s", async (_how, path) => {
    const setUp =
      "rm -rf /tmp/e /tmp/outside; mkdir -p /tmp/e/d /tmp/outside; echo secret > /tmp/outside/secret; cd /tmp/e; touch inside; " +
      "ln -s ../outside out; ln -s /tmp/outside absolute; ln -s out chain; ";
    const { stdout } = await run(
      `${setUp} probe escape '${path}'; ls /tmp/outside; cat /tmp/outside/secret; ls | tr '\\n' ' '`,
    );
    const EPERM = 63;
    expect(stdout).toBe(
      `${CALLS.map((call) => `${call} ${EPERM}\n`).join("")}secret\nsecret\nabsolute chain d inside out `,
    );
  });
});

describe("a program that goes wrong", () => {
  it.each([
    ["aborts", "probe abort", 134, /^before\n.*unreachable\n$/],
    ["traps", "./unreachable.wasm", 134, /unreachable/],
    [
      "exhausts its stack",
      "probe recurse",
      134,
      /probe: (?:memory access out of bounds|Maximum call stack size exceeded)/,
    ],
    [
      "needs what is not WASI's",
      "./foreign-import.wasm",
      126,
      /cannot execute binary file: it needs the import env\.setjmp/,
    ],
    ["forks", "./fork.wasm", 126, /needs the import env\.fork/],
    ["starts threads", "./threads.wasm", 126, /needs the import wasi\.thread-spawn/],
    ["shares its memory with threads", "./shared-memory.wasm", 126, /needs the import env\.memory/],
    ["has no start", "./no-start.wasm", 126, /cannot execute binary file: it has no export _start/],
    [
      "starts with more memory than it may have",
      "./huge-memory.wasm",
      126,
      /its memory starts with 1310720000 bytes, the limit is 67108864/,
    ],
  ])("and %s says so by its exit code", async (_what, command, exitCode, stderr) => {
    const result = await run(command);
    expect(result).toMatchObject({ outcome: "exit", exitCode });
    expect(result.stderr).toMatch(stderr);
  });

  it("gets EFAULT for pointers beyond its memory", async () => {
    expect((await run("./bad-pointers.wasm")).exitCode).toBe(5 * 21);
  });

  it("grows its memory up to the limit and no further", async () => {
    expect((await run("probe grow")).stdout).toBe("grew to the limit\n");
  });

  it("grows its tables up to a limit and no further", async () => {
    expect(await run("./tables.wasm", 10_000)).toMatchObject({ outcome: "ok", exitCode: 0 });
  });

  it.each([
    ["garbage", "head -c 500000 /dev/urandom > g.wasm", "cannot execute binary file"],
    ["the beginning of a module", "head -c 3000 probe.wasm > g.wasm", "cannot execute binary file"],
    ["an empty module", "printf '\\0asm\\1\\0\\0\\0' > g.wasm", "cannot execute binary file"],
  ])("because it is %s is refused with 126", async (_what, make, message) => {
    const result = await run(`${make}; chmod +x g.wasm; ./g.wasm`);
    expect(result).toMatchObject({ outcome: "exit", exitCode: 126 });
    expect(result.stderr).toContain(message);
  });

  it("is refused when it is not executable, or another's interpreter is missing", async () => {
    expect((await run("cp probe.wasm plain; chmod -x plain; ./plain")).exitCode).toBe(126);
    const result = await run("printf '#!/usr/bin/perl\\n' > p; chmod +x p; ./p");
    expect(result).toMatchObject({
      exitCode: 127,
      stderr: expect.stringContaining("./p: cannot execute: required file not found"),
    });
  });

  it("meets the workspace's limits as errors, and the volume stays sound", async () => {
    expect((await run("mkdir -p full && cd full && probe fill; stat -c %s big; rm big")).stdout).toBe(
      "big: File too large\n4194304\n",
    );
  });
});

describe("a program without end", () => {
  it("ends at the call's timeout; the slot's next call works", async () => {
    expect(await run("echo kept > kept; probe loop", 3000)).toMatchObject({ outcome: "timeout", stdout: "begun\n" });
    expect((await run("cat kept; probe args ok")).stdout).toBe("kept\n[ok]\n");
    expect(backend.stats().workersReplaced).toBe(0);
  });

  it("ends at timeout(1)'s time; the script goes on", async () => {
    expect(await run("probe args; timeout 2 probe loop; echo $?")).toMatchObject({
      outcome: "ok",
      stdout: "begun\n124\n",
    });
    expect(await run("timeout 0.2 probe sleep 9000; echo $?")).toMatchObject({ outcome: "ok", stdout: "124\n" });
  });

  it("that only calls the host ends at the call's timeout", async () => {
    expect(await run("./calls.wasm", 500)).toMatchObject({ outcome: "timeout" });
    expect(backend.stats().workersReplaced).toBe(0);
  });

  it("that prints is ended by the output limit", async () => {
    expect(await run("probe print")).toMatchObject({ outcome: "output" });
    expect((await run("probe args ok")).stdout).toBe("[ok]\n");
  });

  it("is stopped with the backend", async () => {
    const other = await createBackend({ workers: 1, commands: { probe: { wasm: file("probe") } } });
    const slot = await other.acquire();
    const bash = (command: string) => ({ slot, tool: "bash", args: { command }, timeoutMs: 100_000 });
    // The program is compiled then, so that the next call is soon within it.
    expect((await other.execute(bash("probe args ready"))).output).toBe("[ready]");
    const call = other.execute(bash("probe loop"));
    await other.stop();
    expect((await call).metadata.outcome).toBe("stopped");
  });
});

describe("commands of a config", () => {
  it.each([
    ["a file that is not there", { tool: { wasm: "/no/such.wasm" } }, /commands\.tool: ENOENT/],
    ["what is no module", { tool: { wasm: new Uint8Array([1, 2, 3]) } }, /commands\.tool: not a WebAssembly module/],
    ["a name that is a path", { "../tool": { wasm: new Uint8Array(8) } }, /must be a file name/],
    ["another kind", { tool: { elf: "x" } }, /wasm/],
  ])("refuse %s", async (_what, commands, message) => {
    const config = { workers: 1, commands } as Parameters<typeof createBackend>[0];
    await expect(createBackend(config)).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(message),
    });
  });

  it("take the place of the shell's own", async () => {
    await using other = await createBackend({ workers: 1, commands: { jq: { wasm: readFileSync(file("probe")) } } });
    const { output } = await other.execute({
      slot: await other.acquire(),
      tool: "bash",
      args: { command: "jq args mine" },
    });
    expect(output).toBe("[mine]");
  });
});
