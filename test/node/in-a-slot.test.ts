import { expect } from "vitest";
import { test } from "../../src/testing/vitest.ts";

test("its programs are the slot's: shells, pipes, other Nodes", async ({ box }) => {
  await box.write(
    "main.js",
    `const { execSync, spawnSync, spawn, exec } = require("child_process");
console.log(String(execSync("printf 'b\\na\\n' | sort | tee out.txt")), require("fs").readFileSync("out.txt", "utf8"));
console.log(String(spawnSync(process.execPath, ["-p", "process.argv.length + process.cwd()"], { cwd: "/tmp" }).stdout));
const failed = spawnSync("sh", ["-c", "cat; echo no >&2; exit 3"], { input: "in" });
console.log(failed.status, String(failed.stdout), String(failed.stderr), Object.keys(failed));
console.log(spawnSync("sleep", ["9"], { timeout: 50, killSignal: "SIGKILL" }).signal);
exec("sleep 9", { timeout: 50 }, (e) => console.log(e.killed, e.code, e.signal, e.message));
spawn("nothing").on("error", (e) => console.log(e.message));
`,
  );
  const { stdout, stderr, exitCode } = await box.bash("node main.js");
  expect(stderr).toBe("");
  expect(stdout).toBe(
    "a\nb\n a\nb\n\n1/tmp\n\n3 in no\n [ 'status', 'signal', 'output', 'pid', 'stdout', 'stderr' ]\nSIGKILL\n" +
      "spawn nothing ENOENT\ntrue null SIGTERM Command failed: sleep 9\n\n",
  );
  expect(exitCode).toBe(0);
});

test("it has the niceness it was started with, and so have its children", async ({ box }) => {
  await box.write(
    "main.js",
    `const os = require("os");
console.log(os.getPriority(), os.getPriority(process.pid), String(require("child_process").execSync("nice")).trim());
try { os.getPriority(99999); } catch (e) { console.log(e.message); }`,
  );
  const { stdout } = await box.bash("nice -n 5 node main.js");
  expect(stdout).toBe("5 5 5\nA system error occurred: uv_os_getpriority returned ESRCH (no such process)\n");
});

test("node --test gives each file a program of its own", async ({ box }) => {
  await box.write("a.test.js", `globalThis.left = 1; process.chdir("/tmp"); require("node:test")("a", () => {});`);
  await box.write("b.test.js", `require("node:test")("b", () => require("assert")(globalThis.left === undefined));`);
  await box.write("c.test.mjs", `process.exit(3);`);
  await box.write("d.test.js", `throw new Error("at load");`);
  await box.write(
    "e.test.ts",
    `import { test } from "node:test"; test("e", (t: unknown) => { console.log("said"); });`,
  );
  const { stdout, exitCode } = await box.bash("node --test --test-reporter=tap");
  const lines = stdout.split("\n").filter((line) => /^(?:not )?ok|^# (?:pass|fail|said|Error)|exitCode/.test(line));
  expect(lines).toEqual([
    "ok 1 - a",
    "ok 2 - b",
    "not ok 3 - c.test.mjs",
    "  exitCode: 3",
    "# Error: at load",
    "not ok 4 - d.test.js",
    "  exitCode: 1",
    "# said",
    "ok 5 - e",
    "# pass 3",
    "# fail 2",
  ]);
  expect(exitCode).toBe(1);
});

test("node --test keeps snapshots and replaces modules", async ({ box }) => {
  await box.write(
    "a.test.js",
    `const { test } = require("node:test");
test("snapshot", (t) => t.assert.snapshot({ a: [1] }));
test("mock", (t) => { t.mock.module("./dep.js", { exports: { real: false } }); t.assert.equal(require("./dep.js").real, false); });`,
  );
  await box.write("dep.js", `exports.real = true;`);
  const flags = "--test-reporter=dot --experimental-test-module-mocks";
  expect((await box.bash(`node --test ${flags}`)).exitCode).toBe(1);
  expect((await box.bash(`node --test ${flags} --test-update-snapshots && node --test ${flags}`)).exitCode).toBe(0);
});

test("node --run runs a package's script", async ({ box }) => {
  await box.write(
    "package.json",
    `{ "scripts": { "hello": "end() { echo $NODE_RUN_SCRIPT_NAME $1; exit 3; }; end" } }`,
  );
  expect(await box.bash("mkdir sub; cd sub; node --run hello -- 'a b'")).toMatchObject({
    stdout: "hello a b\n",
    exitCode: 3,
  });
  expect(await box.bash("node --run no")).toMatchObject({
    stderr: expect.stringContaining("hello: end()"),
    exitCode: 1,
  });
});

test("a rejection shows nothing of the host", async ({ box }) => {
  const { stderr, exitCode } = await box.bash(`node -e 'Promise.reject({ a: 1 })'`);
  expect(stderr).toContain('The promise rejected with the reason "#<Object>".');
  expect(stderr).not.toMatch(/isolated-vm|\/runtimes\/|\/src\//);
  expect(exitCode).toBe(1);
});

test("starts nothing but programs of the slot, whatever it makes of JSON", async ({ box }) => {
  const forgeries = ['{"path":"/bin/../../bin/sh","args":"x"}', '{"path":5}', "[]", "null", "{"];
  for (const forged of forgeries) {
    await box.write(
      "main.js",
      `JSON.stringify = () => ${JSON.stringify(forged)}; console.log(require("child_process").spawnSync("echo").error.code);`,
    );
    expect((await box.bash("node main.js")).stdout).toBe("EINVAL\n");
  }
});

test("children of children end somewhere", async ({ box }) => {
  await box.write(
    "again.js",
    `const { status, error } = require("child_process").spawnSync(process.execPath, ["again.js"], { stdio: "inherit" }); if (error) console.log(error.code); process.exit(status ?? 126);`,
  );
  expect(await box.bash("node again.js")).toMatchObject({
    exitCode: 126,
    stdout: "ENOMEM\n",
  });
  expect((await box.bash("node -p 1")).stdout).toBe("1\n");
});
