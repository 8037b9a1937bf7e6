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
