import { expect, it } from "vitest";
import type { ProgramSpawner, SpawnRequest } from "../../runtimes/abi/spawn.ts";
import { node, workspace } from "./slot-node.ts";

/** Stands for the slot's programs: `sh -c` with what it was asked, `echo`, `cat` and `false`. */
function recorder(): { readonly spawner: ProgramSpawner; readonly requests: SpawnRequest[] } {
  const requests: SpawnRequest[] = [];
  let output = ["", ""];
  const spawn = (serialized: string, stdin: string): number => {
    const request = JSON.parse(serialized) as SpawnRequest;
    requests.push(request);
    const [name = "", ...args] = request.args;
    output = ["", ""];
    if (args[0] === "fail") {
      output = ["some", "bad\n"];
      return 3;
    }
    output = [stdin === "" ? `${name} ${args.join(" ")}\n` : stdin.toUpperCase(), ""];
    return 0;
  };
  return {
    requests,
    spawner: {
      spawn,
      spawnOutput: (stream) => output.splice(stream - 1, 1, "")[0] ?? "",
    },
  };
}

it.each([
  ["execSync", `console.log(cp.execSync("ls -l | wc", { encoding: "utf8" }))`, "/bin/sh -c ls -l | wc\n\n"],
  ["execFileSync", `console.log(cp.execFileSync("echo", ["a b"]).toString())`, "echo a b\n\n"],
  ["spawnSync with input", `console.log(String(cp.spawnSync("echo", [], { input: "héllo" }).stdout))`, "HéLLO\n"],
  [
    "a failing program",
    `try { cp.execFileSync("echo", ["fail"], { stdio: "pipe" }); } catch (e) { console.log(e.status, String(e.stdout), String(e.stderr), e.message); }`,
    "3 some bad\n Command failed: echo fail\nbad\n\n",
  ],
  [
    "a missing program",
    `console.log(cp.spawnSync("nope").error.code); cp.spawn("nope").on("error", (e) => console.log(e.message))`,
    "ENOENT\nspawn nope ENOENT\n",
  ],
  ["exec", `cp.exec("echo hi", (e, out, err) => console.log(e, out, err))`, "null /bin/sh -c echo hi\n \n"],
  [
    "spawn with events",
    `const c = cp.spawn("echo", ["x"]); c.stdout.on("data", (d) => console.log("data", String(d))); c.on("exit", (code, signal) => console.log("exit", code, signal)); c.on("close", (code) => console.log("close", code)); c.on("spawn", () => console.log("spawned"));`,
    "spawned\ndata echo x\n\nexit 0 null\nclose 0\n",
  ],
  [
    "a pipe to its standard input",
    `const c = cp.spawn("echo"); c.stdout.setEncoding("utf8").on("data", console.log); c.stdin.write("one "); setTimeout(() => c.stdin.end("two"), 5);`,
    "ONE TWO\n",
  ],
  [
    "inherited output",
    `cp.spawnSync("echo", ["inherited"], { stdio: "inherit" }); cp.spawn("echo", ["fail"], { stdio: "inherit" }).on("close", console.log)`,
    "echo inherited\nsome3 null\n",
  ],
  [
    "promisified",
    `require("util").promisify(cp.execFile)("echo", ["p"]).then(console.log)`,
    "{ stdout: 'echo p\\n', stderr: '' }\n",
  ],
  [
    "a kill before it begins",
    `const c = cp.spawn("echo", ["x"]); console.log(c.kill("SIGINT")); c.stdout.on("data", console.log); c.on("exit", (code, signal) => console.log("exit", code, signal, c.kill()));`,
    "true\nexit null SIGINT false\n",
  ],
  [
    "a signal to abort it",
    `const ac = new AbortController(); const c = cp.spawn("echo", ["x"], { signal: ac.signal }); c.on("error", (e) => console.log(e.name)); c.on("exit", (code, signal) => console.log(code, signal)); ac.abort();`,
    "AbortError\nnull SIGTERM\n",
  ],
  [
    "no channel",
    `for (const start of [() => cp.fork("x.js"), () => cp.spawn("echo", { stdio: ["ipc"] })]) try { start(); } catch (e) { console.log(e.code, e.message); }`,
    "ERR_SLOTBOX_ABSENT slotbox has no child_process.fork and no 'ipc': there is no channel between programs\n".repeat(
      2,
    ),
  ],
])("child_process: %s", (_what, script, stdout) => {
  const { spawner } = recorder();
  const result = node(workspace(), ["-e", `const cp = require("child_process"); ${script}`], { spawner });
  expect(result).toMatchObject({ stdout, exitCode: 0 });
});

it("hands over environment, directory and what is left of the time", () => {
  const { spawner, requests } = recorder();
  const volume = workspace({ "sub/x": "" });
  node(
    volume,
    [
      "-e",
      `require("child_process").execFileSync("echo", [], { cwd: "sub", env: { A: "1", PATH: "/usr/bin" }, timeout: 500 })`,
    ],
    {
      spawner,
    },
  );
  const [{ deadlineMs = 0, ...request } = { deadlineMs: 0 }] = requests;
  expect(request).toEqual({
    path: "/usr/bin/echo",
    args: ["echo"],
    cwd: "/workspace/sub",
    env: { A: "1", PATH: "/usr/bin" },
  });
  expect(deadlineMs).toBeLessThanOrEqual(Date.now() + 500);
});

it("gives a child no more than its own time", () => {
  const { spawner, requests } = recorder();
  node(workspace(), ["-e", `require("child_process").exec("true", { timeout: 300 }, () => {})`], { spawner });
  expect(requests[0]?.deadlineMs).toBeLessThanOrEqual(Date.now() + 300);
});
