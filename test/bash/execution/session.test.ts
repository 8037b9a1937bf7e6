import { expect, test } from "vitest";
import { createShell } from "../../../runtimes/bash/bash-program.ts";
import { restoreShell, saveShell } from "../../../runtimes/bash/session.ts";
import { ShellDataError } from "../../../runtimes/bash/shell-data.ts";
import type { UserProgram } from "../../../runtimes/kernel/kernel.ts";
import { startKernel } from "../../kernel/kernel-fixture.ts";

/** Runs texts one after the other, each in a process of its own, with the state as JSON between them. */
async function session(...texts: string[]): Promise<string> {
  const { run } = startKernel();
  let stored: string | undefined;
  let printed = "";
  for (const text of texts) {
    const program: UserProgram = async (process, kernel) => {
      const shell =
        stored === undefined
          ? createShell(kernel, process, { name: "bash", readsCommandString: true })
          : restoreShell(kernel, process, JSON.parse(stored));
      const status = await shell.evaluate(text, { firstLine: 1 });
      stored = JSON.stringify(saveShell(shell));
      return status;
    };
    const ran = await run(program);
    printed += ran.stdout + ran.stderr;
  }
  return printed;
}

test("variables with their attributes go on", async () => {
  const printed = await session(
    "x=1; export y='a b'; declare -i n=4; readonly r=2; declare -u up=abc; declare -a gone",
    "n=n+1; up=x; echo $x $y $n $up; printenv y; r=3",
    "echo $n $r; declare -p gone",
  );
  expect(printed).toBe("1 a b 5 X\na b\nbash: line 1: r: readonly variable\n5 2\ndeclare -a gone\n");
});

test("arrays and namerefs go on", async () => {
  const printed = await session(
    "a=(1 'two words' [5]=x); declare -A m=([k]=v); declare -n ref=a",
    'echo "${a[1]}" ${!a[@]} ${m[k]}; ref+=(last); echo ${a[6]}',
  );
  expect(printed).toBe("two words 0 1 5 v\nlast\n");
});

test("functions, aliases, options, the directory and `$?` go on", async () => {
  const printed = await session(
    "f() { local x=$1; cat <<E\n$x\nE\n}\nshopt -s extglob; set -f; alias hi='echo hello'; shopt -s expand_aliases; cd /tmp; (exit 7)",
    "echo $?; f here; hi; pwd; echo *; [[ -o noglob ]] && shopt extglob",
  );
  expect(printed).toBe("7\nhere\nhello\n/tmp\n*\nextglob        \ton\n");
});

test("positional parameters, traps and the umask go on", async () => {
  const printed = await session("set -- a 'b c'; trap 'echo t' USR1; umask 077", 'echo $# "$2"; trap; umask');
  expect(printed).toBe("2 b c\ntrap -- 'echo t' SIGUSR1\n0077\n");
});

test.each([
  ["nothing", null],
  ["another version", { version: 2 }],
  ["a list", []],
])("what is not a state is refused: %s", async (_name, data) => {
  const { run } = startKernel();
  const ran = await run(async (process, kernel) => {
    expect(() => restoreShell(kernel, process, data)).toThrow(ShellDataError);
    return 0;
  });
  expect(ran.status).toBe(0);
});
