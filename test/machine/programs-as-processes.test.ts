import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({
    workers: 1,
    template: { probe: readFileSync(new URL("../wasi/programs/probe.wasm", import.meta.url)) },
  });
  slot = await backend.acquire("processes");
  await run("chmod +x probe");
});
afterAll(() => backend.stop());

async function run(command: string, timeoutMs = 200_000) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
  const { outcome, stdout, stderr } = metadata;
  return { outcome, stdout, stderr };
}

const STATUSES = 'echo "${PIPESTATUS[@]}"';

describe("Python, Node and WASI programs stream", () => {
  it.each([
    ["an endless writer ends with its reader", `yes | python3 -c 'print(input())'; ${STATUSES}`, "y\n141 0\n"],
    [
      "also if that is Node",
      `yes | node -e 'process.stdin.once("data", () => process.exit())'; ${STATUSES}`,
      "141 0\n",
    ],
    [
      "a program learns that nobody reads it any more",
      `python3 -c 'import sys
try:
    while True: print(1)
except BrokenPipeError: sys.stderr.write("broken\\n"); import os; os._exit(3)' 2> err | head -1; ${STATUSES}; cat err`,
      "1\n3 0\nbroken\n",
    ],
    [
      "a WASI program is ended by it",
      `cat probe{,,,,}{,,,,} > big; ./probe upper < big | head -c 0; ${STATUSES}`,
      "141 0\n",
    ],
    [
      "three runtimes in a line",
      `node -e 'for (let i = 0; i < 50000; i++) console.log(i)' |
python3 -c 'import sys
for line in sys.stdin: print(int(line) * 2)' | ./probe upper | sort -n | tail -1`,
      "99998\n",
    ],
    [
      "more than a pipe holds, from Node to Node, which read and write synchronously",
      `node -e 'for (let i = 0; i < 30000; i++) console.log(i)' | node -p 'fs.readFileSync(0).length'`,
      "168890\n",
    ],
    ["two of one program at once", `./probe upper < <(echo a; sleep 0.01; echo b) | ./probe upper | tr -d '\\n'`, "AB"],
    [
      "they talk over two pipes",
      `coproc P { python3 -uc 'import sys
for line in sys.stdin: print(line.upper(), end="")'; }
for word in one two; do echo $word >&"\${P[1]}"; read -r answer <&"\${P[0]}"; echo "$answer"; done
exec {P[1]}>&-; wait $P_PID; echo $?`,
      "ONE\nTWO\n0\n",
    ],
    [
      "what both streams print stays in order",
      `python3 -c 'import sys
for i in range(3): print(i, flush=True); print(i, file=sys.stderr, flush=True)' 2>&1 | tr '\\n' ' '`,
      "0 0 1 1 2 2 ",
    ],
    [
      "what is printed to a file is there at once",
      `python3 -c 'print("a", flush=True); print(open("out").read())' > out; cat out`,
      "a\na\n\n",
    ],
    [
      "input that is a file goes on where it was left",
      `seq 3 > in; { read -r; python3 -c 'print(input())'; cat; } < in`,
      "2\n",
    ],
  ])("%s", async (_what, command, stdout) => {
    expect(await run(command)).toEqual({ outcome: "ok", stdout, stderr: "" });
  });
});

describe("a program is a process", () => {
  it.each([
    [
      "that is waited for while it sleeps",
      `python3 -c 'import time; time.sleep(0.01); print(1)' & wait $!; echo $?`,
      "1\n0\n",
    ],
    ["that a signal ends", `python3 -c 'import time; time.sleep(1000)' & kill $!; wait $!; echo $?`, "143\n"],
    [
      "that timeout ends, with what it had printed kept",
      `timeout 5 python3 -c 'import time; print(1, flush=True); time.sleep(1000)'; echo $?`,
      "1\n124\n",
    ],
    ["beside others: each sleeps for itself", `for i in 3 1 2; do ./probe args $i & done; wait`, "[3]\n[1]\n[2]\n"],
    [
      "that gets SIGHUP when its shell ends",
      `python3 -c 'import time; time.sleep(1000); print(1)' & echo over`,
      "over\n",
    ],
  ])("%s", async (_what, command, stdout) => {
    expect(await run(command)).toEqual({ outcome: "ok", stdout, stderr: "" });
  });

  it("a call's limit ends them all, with what they printed kept", async () => {
    const command = `python3 -c 'import time; print(1, flush=True); time.sleep(1000)' | cat`;
    expect(await run(command, 2_000)).toMatchObject({ outcome: "timeout", stdout: "1\n" });
  });

  it("sleeping costs no worker", async () => {
    const other = await backend.acquire("other");
    const sleeping = run(`echo | python3 -c 'import time; time.sleep(3)
print(open("go").read())'`);
    const { metadata } = await backend.execute({ slot: other, tool: "bash", args: { command: "echo awake" } });
    expect(metadata.stdout).toBe("awake\n");
    const wasPending = await Promise.race([sleeping.then(() => false), Promise.resolve(true)]);
    expect(wasPending).toBe(true);
    expect((await sleeping).stderr).toContain("FileNotFoundError");
    await backend.release(other);
  });
});
