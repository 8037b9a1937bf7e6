import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

/** So that a call meets the limit that is meant for it, however busy the machine is. */
const PATIENT_MS = 300_000;
vi.setConfig({ testTimeout: 2 * PATIENT_MS });

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 128, maxOutputBytes: 1 << 20 } });
});
beforeEach(async () => {
  slot = await backend.acquire();
});
afterAll(async () => {
  const { workersReplaced } = await backend.stats();
  await backend.stop({ purge: true });
  expect(workersReplaced).toBe(0);
});

async function call(tool: "python" | "javascript" | "bash", text: string, timeoutMs = PATIENT_MS) {
  const args = tool === "bash" ? { command: text } : { code: text };
  const { metadata } = await backend.execute({ slot, tool, args, timeoutMs });
  return metadata;
}

const KILLS_PARENT = 'kill -9 $PPID; echo "not read by its parent"';

it("a session whose child kills it ends as by that signal", async () => {
  const python = `import subprocess\nprint("before", flush=True)\nsubprocess.run(["bash", "-c", ${JSON.stringify(KILLS_PARENT)}], stdout=subprocess.PIPE)\nprint("after")`;
  expect(await call("python", python)).toMatchObject({
    outcome: "exit",
    exitCode: 137,
    stdout: "before\n",
    stderr: "",
  });
  const sync = `console.log("before"); require("child_process").spawnSync("bash", ["-c", ${JSON.stringify(KILLS_PARENT)}]); console.log("after")`;
  expect(await call("javascript", sync)).toMatchObject({
    outcome: "exit",
    exitCode: 137,
    stdout: "before\n",
    stderr: "",
  });
  const async = `console.log("before"); require("child_process").spawn("bash", ["-c", ${JSON.stringify(KILLS_PARENT)}]).on("exit", () => console.log("after"))`;
  expect(await call("javascript", async)).toMatchObject({
    outcome: "exit",
    exitCode: 137,
    stdout: "before\n",
    stderr: "",
  });
  expect((await call("python", "print(1)")).stdout).toBe("1\n");
});

it("a session's children meet the limits of the call", async () => {
  const doubles = "x=a; while :; do x=$x$x; done";
  const spawned = `require("child_process").spawn("bash", ["-c", "${doubles}"])`;
  const awaited = `require("child_process").spawnSync("bash", ["-c", "${doubles}"])`;
  expect((await call("javascript", spawned)).outcome).toBe("memory");
  expect((await call("javascript", awaited)).outcome).toBe("memory");
  expect((await call("python", `import subprocess\nsubprocess.run(["bash", "-c", "${doubles}"])`)).outcome).toBe(
    "memory",
  );
  const prints = await call("javascript", `require("child_process").spawnSync("yes", { stdio: "inherit" })`);
  expect(prints.outcome).toBe("output");
  const busy = 'require("child_process").spawn("node", ["-e", "for (;;);"])';
  expect((await call("javascript", busy, 1000)).outcome).toBe("timeout");
});

it("what a session has open of earlier calls' pipes can be closed, and nothing else", async () => {
  const opens = "import os\npipes = [os.pipe() for _ in range(300)]\nfor _, end in pipes: os.write(end, b'x')";
  await call("python", opens);
  const { stdout } = await call(
    "python",
    "try: os.write(pipes[0][1], b'x')\nexcept OSError as error: print(error.strerror)",
  );
  expect(stdout).toBe("Bad file descriptor\n");
  expect(await call("python", "for ends in pipes:\n  for end in ends: os.close(end)")).toMatchObject({ outcome: "ok" });
  expect(await call("python", opens)).toMatchObject({ outcome: "ok" });
});

it("what a program asks for again and again comes, though it does not wait for it", async () => {
  const untilEnded = (child: string) =>
    `import os, select, subprocess\nchild = subprocess.Popen(${child}, stdout=subprocess.PIPE)\nwhile child.poll() is None: pass\nprint(child.returncode)\n`;
  const untilRead = `child = subprocess.Popen(["python3", "-c", "print(7)"], stdout=subprocess.PIPE)\npoll = select.poll()\npoll.register(child.stdout)\nwhile not poll.poll(0): pass\nprint(child.stdout.read())\n`;
  const all = `${untilEnded('["sleep", "0.01"]')}${untilEnded('["python3", "-c", "1"]')}${untilRead}`;
  const expected = { outcome: "ok", stdout: "0\n0\nb'7\\n'\n" };
  expect(await call("bash", `python3 - <<'END'\n${all}END`)).toMatchObject(expected);
  expect(await call("python", all, 60_000)).toMatchObject(expected);
});

it("a program that has looked for what is not so yet can sleep", async () => {
  const sleeps = `import subprocess, time\nchild = subprocess.Popen(["sleep", "0.01"])\nchild.poll()\ntime.sleep(0.02)\nprint(child.wait())\n`;
  expect(await call("python", sleeps, 60_000)).toMatchObject({ outcome: "ok", stdout: "0\n" });
  expect(await call("bash", `python3 - <<'END'\n${sleeps}END`, 60_000)).toMatchObject({ outcome: "ok", stdout: "0\n" });
});

it("kill of 0 is for the program's own group", async () => {
  const kills = { python3: "import os; os.kill(0, 9)", node: "process.kill(0, 9)" };
  for (const [name, text] of Object.entries(kills)) {
    const flag = name === "node" ? "-e" : "-c";
    const command = `${name} ${flag} '${text}'; echo after`;
    expect(await call("bash", command)).toMatchObject({ exitCode: 137, outcome: "exit", stdout: "" });
  }
});

it("a program that has let go of its children ends before them", async () => {
  const letsGo = `require("child_process").spawn("sleep", ["1000"], { stdio: "ignore", detached: true }).unref()`;
  expect(await call("bash", `node -e '${letsGo}'; echo end`, 60_000)).toMatchObject({ outcome: "ok", stdout: "end\n" });
  expect(await call("javascript", letsGo, 60_000)).toMatchObject({ outcome: "ok" });
});

it("pipes that are closed leave nothing behind", async () => {
  await using small = await createBackend({ workers: 1, limits: { maxMemoryMiB: 64 } });
  const command = `python3 -c 'import os
for i in range(60000): a, b = os.pipe(); os.close(a); os.close(b)
print("done")'`;
  const request = { slot: await small.acquire(), tool: "bash", args: { command }, timeoutMs: PATIENT_MS };
  expect((await small.execute(request)).metadata).toMatchObject({ outcome: "ok", stdout: "done\n" });
});
