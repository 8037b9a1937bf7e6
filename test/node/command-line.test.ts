import { expect, it } from "vitest";
import { node, workspace } from "./slot-node.ts";

it.each([
  [["-e", "console.log(1)"], "", "1\n"],
  [["-p", "[1, { a: 2 }]"], "", "[ 1, { a: 2 } ]\n"],
  [["-pe", "1 + 1"], "", "2\n"],
  [["--version"], "", `${process.version}\n`],
  [["-v"], "", `${process.version}\n`],
  [["-"], "console.log('stdin')", "stdin\n"],
  [[], "console.log('no arguments')", "no arguments\n"],
  [
    ["-e", "console.log(process.argv.slice(2), process.execArgv)", "a", "-b"],
    "",
    "[ '-b' ] [ '-e', 'console.log(process.argv.slice(2), process.execArgv)' ]\n",
  ],
  [["--input-type=module", "-e", "console.log(typeof require, import.meta.url.slice(0, 5))"], "", "undefined file:\n"],
])("node %j", (args, stdin, stdout) => {
  expect(node(workspace(), args, { stdin })).toMatchObject({ stdout, stderr: "", exitCode: 0 });
});

it("takes options from NODE_OPTIONS, too, as Node does", () => {
  const env = { NODE_OPTIONS: '--no-warnings --require="./with \\"quotes\\".cjs"' };
  const files = { 'with "quotes".cjs': "console.log('first')" };
  const script = "process.emitWarning('unseen'); console.log(process.execArgv.length)";
  expect(node(workspace(files), ["-e", script], { env })).toMatchObject({ stdout: "first\n2\n", stderr: "" });
});

it.each([
  ["--eval=1", "--eval=1 is not allowed in NODE_OPTIONS"],
  ["-p", "-p is not allowed in NODE_OPTIONS"],
  ["script.js", "script.js is not allowed in NODE_OPTIONS"],
  ["--no-such", "bad option: --no-such"],
])("takes no NODE_OPTIONS=%s", (NODE_OPTIONS, problem) => {
  expect(node(workspace(), ["-e", "1"], { env: { NODE_OPTIONS } })).toMatchObject({
    exitCode: 9,
    stderr: `/usr/bin/node: ${problem}\n`,
  });
});
