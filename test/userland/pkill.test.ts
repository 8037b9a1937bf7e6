import { expect, it } from "vitest";
import { bashProgram } from "../../runtimes/bash/bash-program.ts";
import { startKernel } from "../kernel/kernel-fixture.ts";

/* Not recorded: what it ends is never this machine's. */

async function ran(script: string) {
  const { run } = startKernel({ programs: { bash: bashProgram } });
  const { stdout } = await run(["/usr/bin/bash"], { args: ["bash", "--norc", "-c", script] });
  return stdout;
}

it.each([
  ["by name", "sleep 60 & sleep 0.1; pkill sleep; wait $!; echo $?", "143\n"],
  [
    "by command line",
    "sleep 60 & sleep 61 & sleep 0.1; pkill -xf 'sleep 61'; wait $!; echo $?; pgrep -a sleep",
    "143\n101 sleep 60\n",
  ],
  ["with another signal", "sleep 60 & sleep 0.1; pkill -KILL sleep; wait $!; echo $?", "137\n"],
  ["with a signal's number", "sleep 60 & sleep 0.1; pkill -9 sleep; wait $!; echo $?", "137\n"],
  ["and says so", "sleep 60 & sleep 0.1; pkill -e -x sleep", "sleep killed (pid 101)\n"],
  ["and counts", "sleep 60 & sleep 60 & sleep 0.1; pkill -c sleep", "2\n"],
  [
    "the newest",
    "sleep 60 & sleep 0.1; sleep 61 & sleep 0.1; pkill -n sleep; sleep 0.1; pgrep -a sleep",
    "101 sleep 60\n",
  ],
  ["none", "pkill nosuch; echo $?", "1\n"],
  ["none, with signal 0", "sleep 60 & sleep 0.1; pkill -0 sleep; echo $?; pgrep -c sleep", "0\n1\n"],
])("ends processes %s", async (_how, script, stdout) => {
  expect(await ran(script)).toBe(stdout);
});

it("refuses a signal that there isn't", async () => {
  expect(await ran("pkill --signal BOGUS x; echo $?")).toBe("2\n");
});

it("a slot has the memory of its limit", async () => {
  expect(await ran("free -m | sed -n 2p")).toBe(
    `Mem:             256           0         256           0           0         256\n`,
  );
});
