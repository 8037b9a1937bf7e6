import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { finished } from "../cli/run-cli.ts";
import { COMMANDS, SERVE_COMMAND } from "./commands.ts";
import { REPO } from "./pages.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slotbox-commands-"));
  mkdirSync(join(folder, "bin"));
  const script = `#!/bin/sh\nexec "${process.execPath}" "${join(REPO, "src/cli/main.ts")}" "$@"\n`;
  writeFileSync(join(folder, "bin/slotbox"), script, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A shell in which `slotbox` is this tree's, however the page calls it. */
function start(command: string, cwd: string) {
  const script = command.replace(/^(?:npx |npm run -s (?=slotbox -- ))?slotbox(?: --(?= ))?/, "exec slotbox");
  return spawn("sh", ["-c", script], { cwd, env: { ...process.env, PATH: `${folder}/bin:${process.env["PATH"]}` } });
}

it.each(COMMANDS)("$command", async ({ command, files, exitCode = 0, stdout, stderr = /^$/, makes = {} }) => {
  const cwd = files ? mkdtempSync(join(folder, "cwd-")) : REPO;
  for (const [name, content] of Object.entries(files ?? {})) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const child = start(command, cwd);
  child.stdin.end();
  const ended = await finished(child);
  expect([ended.stderr, ended.stdout]).toEqual([expect.stringMatching(stderr), expect.stringMatching(stdout)]);
  expect(ended.code).toBe(exitCode);
  for (const [name, content] of Object.entries(makes)) expect(readFileSync(join(cwd, name), "utf8")).toMatch(content);
});

const hasPython = await promisify(execFile)("python3", ["--version"]).then(
  () => true,
  () => false,
);

it.runIf(hasPython)(
  "a server answers the client in Python, and ends when it is told to (where there is a python3)",
  async () => {
    const child = start(SERVE_COMMAND.replace("--port 8080", "--port 0"), folder);
    const ended = finished(child);
    const [line] = (await once(child.stdout, "data")) as [string];
    const url = /^slotbox: 64 slots at (http:\S+)\n$/.exec(line)?.[1] ?? "";
    const client = readFileSync(join(REPO, "test/examples/http_client.py"), "utf8");
    const script = client.replace("http://127.0.0.1:8080", url);
    expect(script).not.toBe(client);
    const { stdout } = await promisify(execFile)("python3", ["-c", script]);
    child.kill("SIGTERM");
    expect(stdout).toBe("['3 words.txt', 'Successfully wrote 14 bytes to words.txt']\none two three\n");
    expect((await ended).code).toBe(0);
  },
);
