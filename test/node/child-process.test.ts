import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";
import { comparable, hostNode } from "./host-node.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("children");
});
afterAll(() => backend.stop());

async function inSlot(script: string) {
  await backend.execute({ slot, tool: "write_file", args: { path: "main.js", content: script } });
  const command = "node main.js";
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 100_000 });
  const { exitCode = null, stdout = "", stderr = "" } = metadata;
  return { exitCode, stdout, stderr };
}

/** What is printed does not depend on how fast anything is. */
const SCRIPTS: Readonly<Record<string, string>> = {
  execSync: `console.log(cp.execSync("echo hi | tr h H", { encoding: "utf8" }))`,
  "execFileSync, whose child's errors are printed": `console.log(cp.execFileSync("sh", ["-c", "echo a; echo b >&2"]).toString())`,
  "spawnSync with input": `console.log(String(cp.spawnSync("cat", [], { input: "héllo" }).stdout))`,
  "input and output of more than pipes hold": `console.log(cp.spawnSync("cat", { input: Buffer.alloc(1e6, "x") }).stdout.length)`,
  "a failing program": `try { cp.execFileSync("sh", ["-c", "echo some; echo bad >&2; exit 3"], { stdio: "pipe" }); } catch (e) { console.log(e.status, String(e.stdout), String(e.stderr), e.message); }`,
  "a missing program": `console.log(cp.spawnSync("nope").error.code); cp.spawn("nope").on("error", (e) => console.log(e.message))`,
  exec: `cp.exec("echo hi; exit 2", (e, out, err) => console.log(e.code, out, err))`,
  "spawn with events": `const c = cp.spawn("echo", ["x"]); c.stdout.on("data", (d) => console.log("data", String(d))); c.on("close", (code, signal) => console.log("close", code, signal)); c.on("spawn", () => console.log("spawned"));`,
  "a conversation": `const c = cp.spawn("sh", ["-c", "while read -r word; do echo \\"<$word>\\"; done"]);
let left = 3;
c.stdout.on("data", (d) => { console.log(String(d)); if (--left === 0) c.stdin.end(); else c.stdin.write(left + "\\n"); });
c.on("close", (code) => console.log("close", code)); c.stdin.write("first\\n");`,
  "a child of its own kind": `const c = cp.spawn(process.execPath, ["-e", "process.stdin.on('data', (d) => console.log(String(d).toUpperCase()))"]);
c.stdout.on("data", (d) => { console.log(String(d)); c.stdin.end(); }); c.stdin.write("abc"); c.on("close", (code) => console.log(code));`,
  "a large write, and the end after it": `const c = cp.spawn("wc", ["-c"]); c.stdout.on("data", (d) => console.log(parseInt(d))); c.stdin.end(Buffer.alloc(3e6), () => console.log("written"));`,
  "inherited output, in order": `console.log("before"); cp.spawnSync("echo", ["inherited"], { stdio: "inherit" }); console.log("after")`,
  "output to a file that both have": `const fd = fs.openSync("log", "w"); fs.writeSync(fd, "start\\n"); cp.spawnSync("echo", ["mid"], { stdio: ["ignore", fd, fd] }); fs.writeSync(fd, "end\\n"); console.log(fs.readFileSync("log", "utf8"));`,
  promisified: `require("util").promisify(cp.execFile)("echo", ["p"]).then(console.log)`,
  "a kill": `const c = cp.spawn("sleep", ["1000"]); console.log(c.kill("SIGINT"), c.killed); c.on("exit", (code, signal) => console.log("exit", code, signal, c.kill()));`,
  "a signal to abort it": `const ac = new AbortController(); const c = cp.spawn("sleep", ["1000"], { signal: ac.signal }); c.on("error", (e) => console.log(e.name)); c.on("exit", (code, signal) => console.log(code, signal)); ac.abort();`,
  "a limit of time, synchronously": `const { error, signal, status } = cp.spawnSync("sleep", ["1000"], { timeout: 20 }); console.log(error.code, signal, status);`,
  "a limit of time": `cp.exec("sleep 1000", { timeout: 20 }, (e) => console.log(e.killed, e.signal));`,
  "a limit of output": `const { error, stdout } = cp.spawnSync("sh", ["-c", "yes"], { maxBuffer: 1000 }); console.log(error.code, stdout.length > 1000);`,
  "what can't be signalled": `try { process.kill(99999999, 0); } catch (e) { console.log(e.code); } const c = cp.spawn("sleep", ["1000"]); console.log(process.kill(c.pid, 0)); process.kill(c.pid); c.on("exit", (code, signal) => console.log(code, signal));`,
  "a child that is not waited for": `const c = cp.spawn("sleep", ["1000"]); c.unref(); for (const s of c.stdio) s.unref?.(); console.log("over"); process.on("exit", () => c.kill());`,
  "one that ends unheard, and another that reads": `cp.spawn("true", { stdio: "ignore" }); const b = cp.spawn("cat", [], { stdio: ["pipe", "inherit", "inherit"] }); b.on("exit", (c) => console.log("exit", c)); setTimeout(() => b.stdin.end("q\n"), 20);`,
  "a pipe between two children": `const a = cp.spawn("seq", ["3"]); const b = cp.spawn("cat", [], { stdio: ["pipe", "inherit", "inherit"] }); a.stdout.pipe(b.stdin); b.on("exit", (c) => console.log("exit", c));`,
  "environment and directory": `fs.mkdirSync("sub"); console.log(cp.execSync("echo $A; basename $PWD", { cwd: "sub", env: { A: "1", PATH: process.env.PATH } }).toString());`,
  "one child's output as another's input": `const a = cp.spawn("seq", ["3"]); const b = cp.spawn("tac", { stdio: [a.stdout, "pipe", "inherit"] }); b.stdout.on("data", (d) => console.log(String(d)));`,
};

it.each(Object.entries(SCRIPTS))("child_process as in Node: %s", async (_name, script) => {
  const whole = `const cp = require("child_process"); const fs = require("fs"); ${script}`;
  const expected = comparable(hostNode({ "main.js": whole }, ["main.js"]));
  expect(comparable(await inSlot(whole))).toEqual(expected);
});

it("there is no channel to a child", async () => {
  const { stdout } = await inSlot(
    `const cp = require("child_process"); for (const start of [() => cp.fork("x.js"), () => cp.spawn("echo", { stdio: ["ipc"] })]) try { start(); } catch (e) { console.log(e.code, e.message); }`,
  );
  const refusal =
    "ERR_SLOTBOX_ABSENT slotbox has no child_process.fork and no 'ipc': there is no channel between programs";
  expect(stdout).toBe(`${refusal}\n${refusal}\n`);
});

it("a wait that could never end is an error, and says why", async () => {
  const files = {
    "a.js": `const fs = require("fs"); fs.readSync(0, Buffer.alloc(9)); fs.writeSync(1, "pong");`,
    "b.js": `const fs = require("fs"); fs.writeSync(1, "ping"); fs.readSync(0, Buffer.alloc(9));`,
  };
  for (const [path, content] of Object.entries(files))
    await backend.execute({ slot, tool: "write_file", args: { path, content } });
  const command = `coproc A { node a.js; }; node b.js <&"\${A[0]}" >&"\${A[1]}"`;
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 100_000 });
  expect(metadata.stderr).toContain("node: this waits for a program that waits itself until this one gives way");
  expect(metadata.stderr).toContain("EAGAIN");
});
