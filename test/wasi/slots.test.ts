import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type BackendConfig, createBackend } from "../../src/index.ts";

const PROBE = fileURLToPath(new URL("./programs/probe.wasm", import.meta.url));

describe("slots that are a WASI program", () => {
  it("run it over their workspace, with the config's arguments before the call's", async () => {
    await using backend = await createBackend({ kind: "wasi", module: PROBE, args: ["args", "fixed"], workers: 1 });
    const slot = await backend.acquire();
    const result = await backend.execute({ slot, tool: "run", args: { args: ["a", "b c"] } });
    expect(result).toMatchObject({
      success: true,
      output: "[fixed]\n[a]\n[b c]",
      metadata: { outcome: "ok", exitCode: 0, stdout: "[fixed]\n[a]\n[b c]\n", stderr: "" },
    });
  });

  it("keep files from call to call, as artifacts and for the file tools", async () => {
    await using backend = await createBackend({ kind: "wasi", module: readFileSync(PROBE), workers: 2 });
    const [slot, other] = [await backend.acquire(), await backend.acquire()];
    const run = (...args: string[]) => ({ slot, tool: "run", args: { args } });
    const results = await backend.executeBatch([
      run("write", "/made.txt", "from the program"),
      { slot, tool: "read_file", args: { path: "made.txt" } },
      { slot, tool: "write_file", args: { path: "d/given.txt", content: "from outside" } },
      run("cat", "/d/given.txt"),
      { slot: other, tool: "run", args: { args: ["cat", "/made.txt"] } },
    ]);
    expect(results.map(({ output }) => output)).toEqual([
      "",
      "from the program",
      expect.any(String),
      "from outside",
      "/made.txt: No such file or directory",
    ]);
    expect(await backend.readArtifact(slot, "made.txt", { encoding: "text" })).toMatchObject({
      content: "from the program",
    });
  });

  it("read standard input, see the environment and the directories they are given", async () => {
    await using backend = await createBackend({
      kind: "wasi",
      module: PROBE,
      workers: 1,
      env: { A: "set" },
      preopens: { "/data": "/workspace", "/scratch": "/tmp" },
    });
    const slot = await backend.acquire();
    const run = async (args: string[], stdin?: string) =>
      (await backend.execute({ slot, tool: "run", args: stdin === undefined ? { args } : { args, stdin } })).output;
    expect(await run(["upper"], "grüße\n")).toBe("GRüßE");
    expect(await run(["env", "A"])).toBe("set");
    expect(await run(["write", "/scratch/x", "1"])).toBe("");
    expect(await run(["cat", "/scratch/x"])).toBe("1");
    expect(await run(["cat", "/data/../etc/passwd"])).not.toContain("root:");
    expect(await run(["cat", "/etc/passwd"])).not.toContain("root:");
  });

  it("end by the limits, each with its outcome; the next call works", async () => {
    await using backend = await createBackend({
      kind: "wasi",
      module: PROBE,
      workers: 1,
      limits: { maxFileBytes: 1 << 20, maxOutputBytes: 1 << 16 },
    });
    const slot = await backend.acquire();
    const run = async (args: string[], timeoutMs = 100_000) =>
      (await backend.execute({ slot, tool: "run", args: { args }, timeoutMs })).metadata;
    expect(await run(["loop"], 3000)).toMatchObject({ outcome: "timeout", stdout: "begun\n", timeout: true });
    expect(await run(["sleep", "9000"], 200)).toMatchObject({ outcome: "timeout" });
    expect(await run(["print"])).toMatchObject({ outcome: "output", exitCode: 137 });
    expect(await run(["fill"])).toMatchObject({ outcome: "quota", stdout: "big: File too large\n" });
    expect((await backend.execute({ slot, tool: "run", args: { args: ["fill"] } })).error).toBe(
      "Exit code: 1 (workspace quota: EFBIG)",
    );
    expect(await run(["abort"])).toMatchObject({ outcome: "exit", exitCode: 134 });
    expect(await run(["exit", "3"])).toMatchObject({ outcome: "exit", exitCode: 3 });
    expect(await run(["args", "fine"])).toMatchObject({ outcome: "ok", stdout: "[fine]\n" });
    expect(backend.stats().workersReplaced).toBe(0);
  });

  it("hold no more in files without a name than in those with one", async () => {
    await using backend = await createBackend({
      kind: "wasi",
      module: PROBE,
      workers: 1,
      limits: { maxWorkspaceBytes: 10 << 20, maxFileBytes: 2 << 20 },
    });
    const slot = await backend.acquire();
    const run = async (...args: string[]) =>
      (await backend.execute({ slot, tool: "run", args: { args: ["hoard", ...args] } })).output;
    expect(await run()).toBe("10 MiB: No space left on device");
    expect(await run("unlinked-first")).toBe("10 MiB: No space left on device");
    // What is closed is given back.
    expect(await run("unlinked-first", "closed")).toBe("100 MiB: no limit");
    expect(backend.stats().workspaceBytes).toBe(0);
  });

  it("have no terminal", async () => {
    await using backend = await createBackend({ kind: "wasi", module: PROBE, workers: 1 });
    const slot = await backend.acquire();
    expect((await backend.execute({ slot, tool: "run", args: { args: ["tty"] } })).output).toBe("000");
  });

  it("have no shell, and say so", async () => {
    await using backend = await createBackend({ kind: "wasi", module: PROBE, workers: 1 });
    const slot = await backend.acquire();
    expect(backend.tools().map(({ function: { name } }) => name)).toEqual(["run", "read_file", "write_file"]);
    expect(await backend.execute({ slot, tool: "bash", args: { command: "ls" } })).toMatchObject({
      success: false,
      error: 'Unsupported tool: bash (slots of kind "wasi" have no shell; use run)',
      metadata: { outcome: "unsupported" },
    });
    expect(await backend.execute({ slot, tool: "run", args: { program: "x" } })).toMatchObject({
      metadata: { outcome: "invalid" },
      error: expect.stringContaining("the slot is a program"),
    });
    expect(await backend.execute({ slot, tool: "run", args: { args: ["a\0b"] } })).toMatchObject({
      metadata: { outcome: "invalid" },
      error: expect.stringContaining("NUL"),
    });
  });

  it("say which of their directories is not there", async () => {
    await using backend = await createBackend({ kind: "wasi", module: PROBE, preopens: { "/": "/workspace/later" } });
    const slot = await backend.acquire();
    const run = () => backend.execute({ slot, tool: "run", args: { args: ["args", "x"] } });
    expect(await run()).toMatchObject({
      metadata: { outcome: "exit", exitCode: 126 },
      output: expect.stringContaining("its directory / (/workspace/later) is not there"),
    });
    await backend.execute({ slot, tool: "write_file", args: { path: "later/f", content: "" } });
    expect((await run()).output).toBe("[x]");
  });

  it.each([
    ["no module", { kind: "wasi" }, /module: is required for kind "wasi"/],
    ["a module that can't be read", { kind: "wasi", module: "/no/such.wasm" }, /module: ENOENT/],
    ["what is no module", { kind: "wasi", module: new Uint8Array(100) }, /module: not a WebAssembly module/],
    ["a program's options for shells", { args: ["x"] }, /args: is only for kind "wasi"/],
    ["a relative directory", { kind: "wasi", module: PROBE, preopens: { "/": "x" } }, /must be an absolute path/],
    ["another kind", { kind: "vm" }, /kind/],
  ])("refuse %s", async (_what, config, message) => {
    await expect(createBackend(config as BackendConfig)).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(message),
    });
  });
});

describe("the tool run in slots that have a shell", () => {
  it("runs programs by their path or as commands, without the shell", async () => {
    await using backend = await createBackend({
      workers: 1,
      commands: { probe: { wasm: PROBE } },
      template: { "bin/mine.wasm": readFileSync(PROBE), "notes.txt": "no program" },
    });
    const slot = await backend.acquire();
    const run = async (program: string | undefined, ...args: string[]) =>
      backend.execute({ slot, tool: "run", args: program === undefined ? { args } : { program, args } });
    expect(backend.tools().map(({ function: { name } }) => name)).toContain("run");
    expect((await run("probe", "args", "a")).output).toBe("[a]");
    expect((await run("bin/mine.wasm", "write", "made", "x")).success).toBe(true);
    expect((await run("/workspace/bin/mine.wasm", "cat", "made")).output).toBe("x");
    for (const program of ["notes.txt", "nothing", "../etc/passwd", "bash"])
      expect(await run(program)).toMatchObject({ success: false, error: `No such program: ${program}` });
    expect(await run(undefined)).toMatchObject({
      metadata: { outcome: "invalid" },
      error: expect.stringContaining("program: is required"),
    });
  });
});
