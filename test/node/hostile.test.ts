import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { node, workspace } from "./slot-node.ts";

const run = (script: string, options = {}) => node(workspace({ "kept.txt": "kept" }), ["-e", script], options);

it.each([
  "process.constructor.constructor('return process')() === process && process.binding('fs').stat.constructor('return process')() === process",
  "(() => {}).constructor('return globalThis')() === globalThis",
  "typeof require('module')._load === 'function'",
])("stays in the isolate: %s", (expression) => {
  expect(run(`console.log(${expression})`)).toMatchObject({ stdout: "true\n", exitCode: 0 });
});

it.each([
  ["WebAssembly", "undefined"],
  ["SharedArrayBuffer", "undefined"],
  ["Atomics", "undefined"],
  ["ArrayBuffer.prototype.resize", "undefined"],
  ["globalThis.__slotboxFiles", "undefined"],
  ["globalThis.__slotboxSpawner", "undefined"],
  ["globalThis.__slotboxNodeHost", "undefined"],
  ["globalThis.__slotboxNodeGuest", "undefined"],
  ["globalThis.__slotboxNodeFacts", "undefined"],
])("has no %s", (name, type) => {
  expect(run(`console.log(typeof ${name})`).stdout).toBe(`${type}\n`);
});

it("makes no buffer that can grow", () => {
  expect(
    run("const b = new ArrayBuffer(8, { maxByteLength: 1 << 30 }); console.log(b.resizable, b.byteLength)").stdout,
  ).toBe("false 8\n");
  expect(
    run("const b = new (Buffer.from('x').buffer.constructor)(8, { maxByteLength: 16 }); console.log(b.resizable)")
      .stdout,
  ).toBe("false\n");
  expect(
    run(
      "const b = Reflect.construct(Object.getPrototypeOf(new ArrayBuffer(1)).constructor, [8, { maxByteLength: 16 }]); console.log(b.resizable)",
    ).stdout,
  ).toBe("false\n");
});

it("shows nothing of the host in its stacks", () => {
  for (const script of [
    "Promise.reject(new Error('x'))",
    "throw new Error('x')",
    "try { require('fs').readFileSync('no') } catch (e) { console.error(e.stack) }",
    "Error.prepareStackTrace = (e, frames) => frames.map(String).join('\\n'); console.error(new Error('x').stack); require('fs').readFile('no', (e) => console.error(e.stack))",
    "process.on('unhandledRejection', (e) => console.error(e.stack)); Promise.reject(new TypeError('y'))",
    "Promise.reject({ stack: 'forged' })",
    "const e = new Error('z'); e.stack = 'Error: z\\n    at (<isolated-vm boundary>)'; Promise.reject(e)",
  ])
    expect(run(script).stderr).not.toMatch(/isolated-vm|slotbox:|\/runtimes\/|\/src\/|vitest|node_modules/);
});

it.each([
  ["an endless loop", "for (;;);"],
  ["an endless chain of promises", "(async () => { for (;;) await 1; })()"],
  ["endless ticks", "(function tick() { process.nextTick(tick); })()"],
  ["endless immediates", "(function again() { setImmediate(again); })()"],
  ["an endless loop that catches", "for (;;) try { for (;;) require('fs').statSync('/'); } catch {}"],
  ["a long sleep", "setTimeout(() => {}, 1e6)"],
  ["a handler that doesn't let go", "process.on('exit', () => { for (;;); })"],
  ["a catastrophic regular expression", "/(a+)+$/.test('a'.repeat(50) + 'b')"],
])("is stopped in time: %s", (_what, script) => {
  expect(run(script, { timeoutMs: 700 })).toMatchObject({ exitCode: 124, endedBy: "timeout" });
});

it("is stopped at the memory limit", () => {
  const script = "const a = []; for (;;) a.push(new Array(1000).fill(a.length));";
  expect(run(script)).toMatchObject({ exitCode: 137, endedBy: "memory" });
});

it.each([
  ["buffers", "const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1));"],
  ["text", "let s = 'x'; const a = []; for (;;) { s += s.slice(0, 1 << 20) + Math.random(); a.push(Buffer.from(s)); }"],
])("is refused a buffer beyond the memory limit, which it may catch: %s", (_what, script) => {
  const { exitCode, endedBy, stderr } = run(script);
  expect([exitCode, endedBy]).toEqual([1, undefined]);
  expect(stderr).toMatch(/^RangeError: Array buffer allocation failed\n/);
});

/** Without a fence, each of these ends the process that the isolate is in, or never comes back: it is a child here. */
const TOO_LARGE = [
  '"x".repeat(5e8).split("")',
  '"x".repeat(1.5e8).split("")',
  '"x".repeat(3e8).match(/x/g)',
  '/x/g[Symbol.match]("x".repeat(3e8))',
  '"x".repeat(3e8).replace(/x/g, () => "y")',
  '/x/[Symbol.split]("x".repeat(3e8))',
  '"x,".repeat(2e8).split(/,/)',
  "new Array(1e9).fill(0)",
  '"x".repeat(3e8).replaceAll("x", "y")',
  'JSON.parse("[" + "1,".repeat(2e8) + "1]")',
];

it("refuses what the engine can't hold, and goes on", () => {
  const script = `const tried = [${TOO_LARGE.map((code) => `() => { ${code} }`)}];
    for (const attempt of tried) try { attempt(); console.log("done"); } catch (error) { console.log(error.name); }`;
  const runner = `import { node, workspace } from ${JSON.stringify(new URL("slot-node.ts", import.meta.url).href)};
    const { exitCode, stdout } = node(workspace(), ["-e", ${JSON.stringify(script)}], { timeoutMs: 300_000 });
    const next = node(workspace(), ["-p", "1 + 1"], { timeoutMs: 60_000 });
    console.log(JSON.stringify({ exitCode, stdout, next: next.stdout }));`;
  const { stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "-e", runner], { encoding: "utf8" });
  expect(signal).toBeNull();
  expect(JSON.parse(stdout)).toEqual({ exitCode: 0, stdout: "RangeError\n".repeat(TOO_LARGE.length), next: "2\n" });
}, 600_000);

it("shows no difference between a fenced function and the engine's own", () => {
  const script = `const fenced = [[].fill, "".split, "".replaceAll, JSON.parse, /x/[Symbol.match], /x/[Symbol.replace], /x/[Symbol.split], (() => 1).toString];
    for (const { name, length } of fenced) console.log(name, length);
    console.log(fenced.every((f) => String(f) === "function " + f.name + "() { [native code] }" && !("prototype" in f)));
    console.log(Object.entries(Object.getOwnPropertyDescriptors(String.prototype)).every(([, { enumerable }]) => !enumerable));
    for (const call of [() => "".split.call(null, ""), () => [].fill.call(undefined, 0), () => /x/[Symbol.split].call(1, ""), () => new "".split(), () => new (class A {}).toString()])
      try { call(); console.log("done"); } catch (error) { console.log(error.name); }
    class Words extends RegExp { [Symbol.split](text) { return ["own", text]; } exec(text) { return null; } }
    console.log("a b".split(new Words(" ")), "a b".match(new Words("a")), "a b".split({ [Symbol.split]: () => 1 }));
    console.log("a1b2c".split(/(\\d)/, 3), "a,b,c".split(",", -1), "a".split(), "abc".replace(/(b)/g, "[$1$&$$]"), [1, 2, 3].fill(0, 1), JSON.parse('[1]', (k, v) => v));
    console.log(new String("a-b").split("-"), "x".replace("x", () => "$&"), "aXbX".replaceAll(/x/gi, "-"), Array.prototype.fill.call({ length: 2 }, 1));`;
  expect(run(script).stdout).toBe(`fill 1
split 2
replaceAll 2
parse 2
[Symbol.match] 1
[Symbol.replace] 2
[Symbol.split] 2
toString 0
true
true
TypeError
TypeError
TypeError
TypeError
TypeError
[ 'own', 'a b' ] null 1
[ 'a', '1', 'b' ] [ 'a', 'b', 'c' ] [ 'a' ] a[bb$]c [ 1, 0, 0 ] [ 1 ]
[ 'a', 'b' ] $& a-b- { '0': 1, '1': 1, length: 2 }
`);
});

it("is stopped when it prints without end", () => {
  const { stdout, endedBy } = run("for (;;) console.log('x'.repeat(1000))", { maxOutputBytes: 100_000 });
  expect(endedBy).toBe("output");
  expect(stdout).toHaveLength(100_000);
});

it.each([
  [
    "prints without end and catches all",
    "for (;;) try { console.log('x'.repeat(1000)); } catch {} finally {}",
    { exitCode: 137, endedBy: "output" },
  ],
  [
    "exits without end",
    "process.on('exit', () => { for (;;) try { process.reallyExit(0); } catch {} }); process.exit(1);",
    { exitCode: 0, endedBy: undefined },
  ],
])("is over before its time limit, though it %s", (_what, script, end) => {
  expect(run(script, { maxOutputBytes: 100_000 })).toMatchObject(end);
});

it.each([
  ["promises", "Array.prototype, Promise.prototype", { exitCode: 0, endedBy: undefined, stderr: "" }],
  [
    "texts and functions",
    "Array.prototype, String.prototype, Function.prototype",
    { exitCode: 0, endedBy: undefined, stderr: "" },
  ],
  [
    "bytes",
    "Object.prototype, Uint8Array.prototype, ArrayBuffer.prototype, BigInt64Array.prototype",
    { exitCode: 0, endedBy: undefined, stderr: "" },
  ],
])("ends only itself when it breaks what its own side stands on: %s", (_what, prototypes, end) => {
  const script = `for (const broken of [${prototypes}]) for (const name of Object.getOwnPropertyNames(broken)) try { broken[name] = () => { throw 1; }; } catch {}`;
  const timeoutMs = end.endedBy === "timeout" ? 700 : undefined;
  expect(run(script, { timeoutMs })).toMatchObject({ ...end, stdout: "" });
  expect(run("console.log('fine')").stdout).toBe("fine\n");
});

it("counts the memory of buffers that nobody has written to", () => {
  const script =
    "const kept = []; try { for (;;) kept.push(Buffer.allocUnsafe(32 << 20)); } catch (e) { console.log(e.message, kept.length); } try { Buffer.allocUnsafe(2 ** 31); } catch (e) { console.log(e.message); }";
  expect(run(script).stdout).toMatch(/^Array buffer allocation failed [0-4]\nArray buffer allocation failed\n$/);
});

it("reads arguments once, and as what they are", () => {
  const script = `const trap = new Proxy({}, { get() { throw new Error("trap"); } });
let asked = 0; const shifty = { length: 2 ** 53, toString: () => (asked++ % 2 ? "/etc/shadow" : "main.js"), [Symbol.toPrimitive]: () => (asked++ % 2 ? 2 ** 40 : 1) };
class Evil extends Uint8Array { static get [Symbol.species]() { return Array; } get length() { return 2 ** 40; } get byteLength() { return 2 ** 40; } get byteOffset() { return -5; } }
const fs = require("fs"), cp = require("child_process");
for (const odd of [trap, shifty, new Evil(4)]) for (const call of [() => fs.readFileSync(odd), () => fs.writeFileSync("out", odd), () => fs.readSync(0, odd), () => fs.writeSync(1, Buffer.from("abc"), odd, odd), () => fs.readSync(odd, Buffer.alloc(3)), () => fs.ftruncateSync(1, odd), () => cp.spawnSync(odd), () => cp.spawnSync("echo", [odd]), () => process.chdir(odd), () => process.kill(odd), () => process.binding("fs").open(odd, odd, odd), () => process.binding("spawn_sync").spawn(odd)])
  try { call(); } catch (e) { if (/isolated-vm|guest-isolate|program-isolate/.test(e.stack)) console.log(e.stack); }
console.log("on");`;
  expect(run(script)).toMatchObject({ stdout: expect.stringMatching(/on\n$/), exitCode: 0 });
});

it.each([
  [["--allow-natives-syntax", "-e", "%DebugPrint(1)"], 9, "/usr/bin/node: bad option: --allow-natives-syntax\n"],
  [["--expose-gc", "-e", "if (typeof gc !== 'undefined') throw 1"], 0, ""],
  [["--max-old-space-size=99999", "-e", "const kept = []; for (;;) kept.push(new Array(1e6).fill(1.5));"], 137, ""],
])("takes no flags for V8: %s", (args, exitCode, stderr) => {
  expect(node(workspace(), args)).toMatchObject({ exitCode, stdout: "", stderr });
});

it("reaches nothing through the frames of a stack", () => {
  const script = `Error.prepareStackTrace = (_, frames) => frames; const frames = []; [1].forEach(function here() { frames.push(...new Error().stack); });
for (const frame of frames) for (const reached of [frame.getFunction?.(), frame.getThis?.(), frame.constructor]) { let other; try { other = reached?.constructor?.constructor?.("return process")(); } catch {} if (other && other !== process) console.log("out"); }
console.log(frames.some((frame) => /isolated-vm|slotbox:/.test(String(frame))), "end");`;
  expect(run(script).stdout).toBe("false end\n");
});

it("exits where it says, whatever would catch that", () => {
  const script =
    "process.on('exit', () => { try { process.exit(4); } finally { for (;;) console.log('on'); } }); try { process.exit(3); } catch { console.log('caught'); } finally { console.log('finally'); }";
  expect(run(script)).toMatchObject({ exitCode: 4, stdout: "" });
  expect(
    run("try { process.exit(3); } catch { console.log('caught'); require('fs').writeFileSync('x', ''); }"),
  ).toMatchObject({ exitCode: 3, stdout: "" });
});

it("leaves nothing to the next program", () => {
  run(
    "Object.prototype.polluted = 1; Array.prototype.map = () => { throw 1; }; globalThis.left = 1; JSON.stringify = () => '{}'; require('fs').readFileSync = 1;",
  );
  expect(
    run(
      "console.log(({}).polluted, [1].map((x) => x), typeof left, JSON.stringify([1]), typeof require('fs').readFileSync)",
    ).stdout,
  ).toBe("undefined [ 1 ] undefined [1] function\n");
});

it("can't forge what the host reads back", () => {
  const script =
    "Object.defineProperty(Object.prototype, 'kind', { get: () => 'exited' }); Object.prototype.code = 0; Object.prototype.toJSON = () => '{}'; Number.isInteger = () => true; process.exitCode = 5;";
  expect(run(script).exitCode).toBe(5);
  for (const code of ["'x'", "{}", "1e9", "-1", "NaN", "() => 1"])
    expect(run(`process.reallyExit(${code})`).exitCode).toBeLessThanOrEqual(255);
});

it("sees only the slot's files, by whatever path", () => {
  const paths = [
    "/etc/shadow",
    "../../../../etc/shadow",
    "/proc/self/environ",
    process.execPath,
    "/workspace/../../root/.ssh/id_rsa",
    "/proc/1/cmdline",
  ];
  expect(run(`for (const p of ${JSON.stringify(paths)}) console.log(require("fs").existsSync(p))`).stdout).toBe(
    "false\n".repeat(paths.length),
  );
  const links =
    "const fs = require('fs'); fs.symlinkSync('../../../../..', 'up'); fs.symlinkSync('/', 'root'); console.log(fs.readdirSync('up').join() === fs.readdirSync('/').join(), fs.readFileSync('root/workspace/kept.txt', 'utf8'), fs.realpathSync('up'));";
  expect(run(links).stdout).toBe("true kept /\n");
  expect(run("require('fs').writeFileSync('/proc/version', 'x')").stderr).toMatch(/EROFS/);
  expect(run("require('fs').chmodSync('/proc/version', 0o777)").stderr).toMatch(/EROFS/);
});

it("keeps within the workspace's quota", () => {
  const volume = workspace({}, { maxWorkspaceBytes: 1 << 20, maxFileBytes: 1 << 20 });
  const { stderr, quotaError } = node(volume, ["-e", "require('fs').writeFileSync('big', Buffer.alloc(3 << 20))"]);
  expect(stderr).toMatch(/^Error: EFBIG: file too large, write\n/);
  expect(quotaError).toBe("EFBIG");
});

it.each(["http", "https", "net", "tls", "dgram", "vm", "cluster", "inspector", "repl"])(
  "says that it has no %s",
  (name) => {
    expect(run(`require("${name}")`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`slotbox has no '${name}'`),
    });
  },
);

it("says that there are no threads", () => {
  const script = `const { isMainThread, Worker, MessageChannel } = require("worker_threads"); console.log(isMainThread, typeof globalThis.MessageChannel); for (const make of [() => new Worker("./x.js"), () => new MessageChannel()]) try { make(); } catch (e) { console.log(e.code, e.message); }`;
  expect(run(script).stdout).toBe(
    "true undefined\nERR_SLOTBOX_ABSENT slotbox has no worker_threads.Worker: a slot has no threads\nERR_SLOTBOX_ABSENT slotbox has no MessageChannel: a slot has no threads\n",
  );
});

it("says that there is no network", () => {
  expect(run("fetch('http://localhost').catch((e) => console.log(e.message, e.cause.message))").stdout).toBe(
    "fetch failed slotbox has no network\n",
  );
});

it("ends a program that has broken its own library, whatever that throws again and again", () => {
  const { exitCode, stderr } = run(
    "globalThis.Promise = null; Array.prototype.push = null; setTimeout(() => { console.log(1); throw new Error('x') }, 1)",
  );
  expect([exitCode, stderr]).toEqual([134, expect.stringContaining("Cannot read properties of null")]);
});

it.each([
  "Script execution timed out.",
  "Isolate was disposed during execution due to memory limit",
  "Array buffer allocation failed",
])("is not ended by what it says itself: %s", (message) => {
  const { exitCode, endedBy, stderr } = run(`Promise.reject(new Error(${JSON.stringify(message)}))`);
  expect([exitCode, endedBy, stderr]).toEqual([1, undefined, expect.stringContaining(`Error: ${message}\n`)]);
});
