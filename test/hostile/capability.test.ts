import { readFileSync } from "node:fs";
import ivm from "isolated-vm";
import { expect, it } from "vitest";
import { CLOCK_FIELDS, REGISTERS } from "../../runtimes/abi/capability.ts";
import { FILE_SYSTEM, SPACE_FIELDS } from "../../runtimes/abi/file-system.ts";
import { ALL_RIGHTS } from "../../runtimes/abi/preview1.ts";
import { FILE_REGISTERS, WINDOW_BYTES } from "../../runtimes/abi/program-files.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";
import { createFileCapability } from "../../src/machine/file-capability.ts";
import { FileWindow } from "../../src/machine/file-window.ts";
import { NodePrograms } from "../../src/machine/node/node-programs.ts";
import { CallContext } from "../../src/machine/process/call-context.ts";
import { DescriptorTable } from "../../src/machine/process/descriptors.ts";
import { createProgramFiles } from "../../src/machine/process/program-files.ts";
import { WasiError } from "../../src/machine/process/wasi-error.ts";
import { ProgramRunner } from "../../src/machine/program-runner.ts";
import { PythonPrograms } from "../../src/machine/python/python-programs.ts";
import { type MachineScope, newScope } from "../../src/machine/scope.ts";
import { newCell, ownCells } from "../../src/machine/shared-memory.ts";
import { type MachineEntries, Trampoline } from "../../src/machine/trampoline.ts";
import { Programs } from "../../src/machine/wasi/programs.ts";
import { OpenContents } from "../../src/volume/file-content.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";
import { existing, FOLLOW } from "../../src/volume/walk.ts";

/** A guest that has taken over its isolate: bare JavaScript with the capability in its hands. */
function takenOver(): { run(code: string): unknown; volume: Volume; registers: Float64Array } {
  const volume = new Volume(
    { ...DEFAULT_LIMITS, maxWorkspaceBytes: 1 << 20, maxFileBytes: 1 << 20 },
    createSystemLayout(["ls"]),
  );
  volume.writeFile("/workspace/kept", Buffer.from("kept"));
  const registers = new Float64Array(REGISTERS);
  const target: MachineScope = newScope(0, volume, Number.POSITIVE_INFINITY);
  const context = new ivm.Isolate({ memoryLimit: 64 }).createContextSync();
  context.evalSync("globalThis.host = {}");
  const host = context.global.getSync("host");
  const fail = (): never => {
    throw new Error("no shell or interpreter is wanted");
  };
  const programs = new ProgramRunner({
    wasi: new Programs(() => guestBundle("wasi"), 64, ownCells()),
    python: new PythonPrograms({
      readGuestCode: fail,
      memoryLimitMiB: 64,
      cancel: newCell(),
      ready: 0,
      packages: [],
      imageFolders: [],
    }),
    node: new NodePrograms(fail, newCell()),
    machines: { lend: fail, giveBack: fail, drop: fail },
    cancel: newCell(),
  });
  const entries: MachineEntries = {
    systemCall: () => {},
    programEnded: () => {},
    wake: () => {},
    nextWakeMs: Number.POSITIVE_INFINITY,
    deadlineMs: Number.POSITIVE_INFINITY,
    scope: target,
    isUsable: true,
    isToBeLeft: false,
    isToUnwind: false,
    beginStep: () => {},
  };
  const trampoline = new Trampoline(programs, entries, DEFAULT_LIMITS, newCell());
  const capability: Record<string, (...args: never[]) => unknown> = {
    ...createFileCapability(target, registers, new FileWindow()),
    startProgram: (pid: number, request: string) => trampoline.startProgram(pid, request),
    answer: (id: number, errno: number, value: number, bytes?: ArrayBuffer) =>
      trampoline.answer(id, errno, value, bytes),
    endProgram: (pid: number) => trampoline.endProgram(pid),
  };
  for (const [name, callback] of Object.entries(capability)) host.setSync(name, new ivm.Callback(callback));
  return {
    run: (code) => JSON.parse(String(context.evalSync(`JSON.stringify((() => { ${code} })())`, { timeout: 60_000 }))),
    volume,
    registers,
  };
}

const VALUES = `
const values = [undefined, null, true, 0, -1, 1.5, NaN, Infinity, 2 ** 53, 1e308, -0, "", "x", "/", "/workspace", "../../etc", "/workspace/../../../x",
  "/\\0", "\\ud800", "/" + "a".repeat(5000), "/workspace/" + "d/".repeat(3000), "__proto__", "constructor", "/proc/self/environ", "/etc/shadow",
  new ArrayBuffer(4), new ArrayBuffer(0)];`;

it("answers any arguments with an errno or a value, and never with the host's exception", () => {
  const guest = takenOver();
  const thrown = guest.run(`${VALUES}
    const thrown = [];
    for (const name of Object.keys(host)) for (const a of values) for (const b of values) for (const c of [undefined, true, "latin1", -1, "/workspace/z"]) {
      if (a === "/workspace/kept") continue;
      try { host[name](a, b, c, true); } catch (error) { thrown.push(name + ": " + error); }
    }
    return [...new Set(thrown)];`);
  expect(thrown).toEqual([]);
  expect(Buffer.from(guest.volume.readFile("/workspace/kept")).toString()).toBe("kept");
  expect(guest.volume.usedBytes).toBeLessThanOrEqual(1 << 20);
});

it("can't pass what is no plain value", () => {
  const { run } = takenOver();
  const leaked = run(`
    const tricks = [{ toString: () => "/workspace/kept" }, ["/workspace/kept"], () => 1, Symbol("x"), new Proxy({}, {}), 10n, new Date(), /x/];
    return tricks.map((trick) => { try { const answer = host.readBytes(trick); return typeof answer === "number" && host.readShort(trick) < 0 ? "refused" : "read"; } catch { return "refused"; } });`);
  expect(leaked).toEqual(Array.from({ length: 8 }, () => "refused"));
});

it("finds nothing of the host behind the functions", () => {
  const { run } = takenOver();
  const found = run(`
    const reach = (code) => { try { return String(host.stat.constructor("return " + code)()); } catch (error) { return "absent"; } };
    return ["process.version", "require('fs')", "globalThis.Buffer.from('')", "host.stat.constructor === Function"].map(reach);`);
  expect(found).toEqual(["absent", "absent", "absent", "true"]);
});

it("sees only the slot's own files, whatever path it asks for", () => {
  const { run } = takenOver();
  const paths = [
    "/etc/shadow",
    "/proc/self/environ",
    "/proc/1/cmdline",
    "/../etc/shadow",
    "/workspace/../../root/.ssh",
    process.execPath,
    import.meta.filename,
  ];
  const answers = run(
    `return ${JSON.stringify(paths)}.map((path) => [typeof host.readBytes(path), host.readShort(path) < 0]);`,
  );
  expect(answers).toEqual(paths.map(() => ["number", true]));
});

it("gets no more random bytes than asked for, and not without end", () => {
  const { run } = takenOver();
  expect(
    run(
      "return [host.random(16).byteLength, host.random(1e12).byteLength, host.random(-1).byteLength, host.random('x').byteLength];",
    ),
  ).toEqual([16, 65_536, 0, 0]);
});

it("learns the quota of its own slot, whatever it passes, and can't change it", () => {
  const { run, volume, registers } = takenOver();
  run(`${VALUES} for (const a of values) for (const b of values) host.space(a, b); return 0;`);
  const blocks = (1 << 20) / FILE_SYSTEM.blockBytes;
  expect(registers[SPACE_FIELDS.blocks]).toBe(blocks);
  expect(registers[SPACE_FIELDS.freeBlocks]).toBe(blocks - 1);
  expect(registers[SPACE_FIELDS.files]).toBe(DEFAULT_LIMITS.maxFiles);
  expect(registers[SPACE_FIELDS.freeFiles]).toBe(DEFAULT_LIMITS.maxFiles - 1);
  registers.fill(-1);
  volume.writeFile("/workspace/all", Buffer.alloc((1 << 20) - volume.usedBytes));
  run("host.space(); return 0;");
  expect([registers[SPACE_FIELDS.blocks], registers[SPACE_FIELDS.freeBlocks]]).toEqual([blocks, 0]);
});

it("has a clock that only goes on, whatever it passes", () => {
  const { run, registers } = takenOver();
  let last = 0n;
  for (let turn = 0; turn < 1000; turn++) {
    run(`${VALUES} host.clock(values[${turn} % values.length], ${turn}); return 0;`);
    const [ms = 0, ns = -1] = [registers[CLOCK_FIELDS.ms], registers[CLOCK_FIELDS.ns]];
    expect(Math.abs(ms - Date.now())).toBeLessThan(60_000);
    expect(Number.isInteger(ns) && ns >= 0 && ns < 1_000_000).toBe(true);
    const time = BigInt(ms) * 1_000_000n + BigInt(ns);
    expect(time).toBeGreaterThan(last);
    last = time;
  }
});

it("starts no program but one of the slot's own files, whatever it asks for", () => {
  const { run, volume } = takenOver();
  volume.writeFile("/workspace/probe.wasm", readFileSync(new URL("../wasi/programs/probe.wasm", import.meta.url)));
  const sound = {
    path: "/workspace/probe.wasm",
    args: ["p", "args", "x"],
    env: {},
    cwd: "/workspace",
    deadlineMs: 8e15,
  };
  const requests = [
    sound,
    { ...sound, path: process.execPath },
    { ...sound, path: "/bin/sh" },
    { ...sound, path: "probe.wasm" },
    { ...sound, path: 1 },
    { ...sound, args: "x" },
    { ...sound, args: [1] },
    { ...sound, args: ["a\0b"] },
    { ...sound, env: { A: 1 } },
    { ...sound, env: null },
    { ...sound, cwd: "../.." },
    { ...sound, cwd: "/no/such" },
    { ...sound, deadlineMs: "never" },
    null,
    [],
    "x",
  ];
  const answers = run(
    `return ${JSON.stringify(requests)}.map((request) => host.startProgram(1, JSON.stringify(request)))`,
  );
  expect(answers).toEqual([0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1, -1, -1, -1]);
  const text = JSON.stringify(JSON.stringify(sound));
  expect(
    run(
      `return [[1, "{"], [1, "x".repeat(3e6)], [1, "{}"], ["1", ${text}], [1.5, ${text}], [2, ${text}]].map(([pid, request]) => host.startProgram(pid, request))`,
    ),
  ).toEqual([-1, -2, -1, -1, -1, 0]);
});

it("gets errnos from a program's file functions, whatever it passes", () => {
  const volume = new Volume(
    { ...DEFAULT_LIMITS, maxWorkspaceBytes: 1 << 20, maxFileBytes: 1 << 20 },
    createSystemLayout([]),
  );
  volume.writeFile("/tmp/kept", Buffer.from("kept"));
  const descriptors = new DescriptorTable();
  const open = () => {
    const link = existing(volume.writer.roots, "/workspace", FOLLOW.always);
    descriptors.add({
      kind: "stdin",
      bytes: new Uint8Array(3),
      offset: 0,
      flags: 0,
      rights: ALL_RIGHTS,
      inheriting: 0n,
    });
    descriptors.add({ kind: "output", fd: 1, write: () => {}, flags: 0, rights: ALL_RIGHTS, inheriting: 0n });
    descriptors.add({
      kind: "directory",
      link,
      preopenName: "/",
      flags: 0,
      rights: ALL_RIGHTS,
      inheriting: ALL_RIGHTS,
    });
  };
  open();
  const context = new CallContext({
    writer: volume.writer,
    contents: new OpenContents(),
    descriptors,
    registers: new BigInt64Array(FILE_REGISTERS),
    window: new Uint8Array(WINDOW_BYTES),
    cancel: newCell(),
    kernel: () => {
      throw new WasiError("ENOSYS");
    },
    isProcess: () => false,
    deadlineMs: () => Number.POSITIVE_INFINITY,
    onOutOfTime: () => {},
    onQuota: () => {},
  });
  const files = createProgramFiles(context);
  const values = [
    undefined,
    null,
    true,
    0,
    1,
    2,
    3,
    4,
    -1,
    1.5,
    Number.NaN,
    2 ** 40,
    1e308,
    "",
    "x",
    "x/y",
    "../tmp/kept",
    "/tmp/kept",
    "a\0",
    "\ud800",
    {},
    [],
  ];
  const { sleepUntil: _, ...functions } = files;
  for (const [name, call] of Object.entries(functions)) {
    for (const a of values)
      for (const b of values)
        for (const c of values) {
          const errno = (call as (...args: unknown[]) => unknown)(a, b, c, 1, 1);
          if (!Number.isInteger(errno))
            expect(`${name}(${String(a)}, ${String(b)}, ${String(c)}) = ${String(errno)}`).toBe("an errno");
        }
    for (const fd of [0, 1, 2]) files.close(fd);
    for (let fd = 3; fd < 1024; fd++) files.close(fd);
    open();
  }
  expect(Buffer.from(volume.readFile("/tmp/kept")).toString()).toBe("kept");
  expect(volume.usedBytes).toBeLessThanOrEqual(1 << 20);
});
