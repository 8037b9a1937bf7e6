import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("time");
});
afterAll(() => backend.stop());

const run = async (command: string, timeoutMs: number) => {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
  const { outcome, stdout, stderr } = metadata;
  return { outcome, stdout, stderr };
};

/** For what ends by itself. */
const PATIENT_MS = 100_000;
/** What comes before the wait takes milliseconds in an isolate that has run already: see runWarm. */
const SHORT_MS = 1000;

/** Runs a command in an isolate that is there: starting one would count against the command's time. */
const runWarm = async (command: string, timeoutMs: number) => {
  await run("bash -c : | cat", PATIENT_MS);
  return run(command, timeoutMs);
};

const BUSY_AWK = `awk 'BEGIN { while (1) i++ }'`;
const GLOBBING = `mkdir -p d{0..9}/{0..9}; echo a; echo d*${"/../*".repeat(20)}`;
const BUSY_SHELL = "while :; do :; done";

describe("timeout(1)", () => {
  it.each([
    ["a computing awk", `timeout 0.1 ${BUSY_AWK}; echo $?`, "124\n"],
    [
      "an awk whose loop is empty",
      "timeout 0.1 awk 'BEGIN { while (1) {} }'; echo $?; timeout 0.1 awk 'BEGIN { for (;;); }'; echo $?",
      "124\n124\n",
    ],
    ["a computing jq", "timeout 0.1 jq -n '[repeat(1)]'; echo $?", "124\n"],
    ["a computing sed", "timeout 0.1 sed ':a;ba' <<< x; echo $?", "124\n"],
    ["a computing shell, whose output it keeps", `timeout 0.7 bash -c 'echo a; ${BUSY_SHELL}'; echo $?`, "a\n124\n"],
    ["a sleeping shell, whose output it keeps", "timeout 0.7 bash -c 'echo a; sleep 60'; echo $?", "a\n124\n"],
    ["a shell that walks directories, whose output it keeps", `timeout 0.7 bash -c '${GLOBBING}'; echo $?`, "a\n124\n"],
    ["a part of a pipeline", `timeout 0.1 bash -c '${BUSY_SHELL}' | cat; echo \${PIPESTATUS[0]}`, "124\n"],
    ["a part of a substitution", `x=$(timeout 0.7 bash -c 'echo a; ${BUSY_SHELL}'); echo "[$x]"`, "[a]\n"],
    ["again and again", `f() { timeout 0.1 ${BUSY_AWK} || echo over; }; f; f`, "over\nover\n"],
    ["the sooner of two", `timeout 60 timeout 0.1 ${BUSY_AWK}; timeout 0.1 timeout 60 ${BUSY_AWK}; echo $?`, "124\n"],
    ["by its signal's exit code", `(timeout -s KILL 0.1 ${BUSY_AWK}) 2> /dev/null; echo $?`, "137\n"],
    ["with another's status", `timeout --preserve-status 0.1 ${BUSY_AWK}; echo $?`, "143\n"],
    [
      "and nothing that is done in time",
      "timeout -k 1 60 false; echo $?; timeout 0 echo b; echo c | timeout 60 cat",
      "1\nb\nc\n",
    ],
  ])("ends %s", async (_what, command, stdout) => {
    expect(await runWarm(command, PATIENT_MS)).toEqual({ outcome: "ok", stdout, stderr: "" });
  });

  it("passes bytes on to the command and back", async () => {
    expect((await run("printf '\\377\\001' | timeout 60 cat | od -An -b", PATIENT_MS)).stdout).toBe(" 377 001\n");
  });

  it.each([
    ["timeout", "Try 'timeout --help' for more information."],
    ["timeout 5", "Try 'timeout --help' for more information."],
    ["timeout soon ls", "timeout: invalid time interval ‘soon’"],
    ["timeout --bogus 5 ls", "timeout: unrecognized option '--bogus'"],
  ])("refuses %j", async (command, message) => {
    const { outcome, stderr } = await run(`${command}`, PATIENT_MS);
    expect(outcome).toBe("exit");
    expect(stderr).toContain(message);
  });
});

describe("a call that is out of time", () => {
  it.each([
    ["a script of its own", "echo 0; bash -c 'echo a; sleep 60'", "0\na\n"],
    ["a script that computes", `bash -c 'echo a; ${BUSY_SHELL}'`, "a\n"],
    ["awk", `awk 'BEGIN { print "a"; while (1) i++ }'`, "a\n"],
    ["an awk whose loop is empty", `echo a; awk 'BEGIN { print "b"; while (1) {} }'`, "a\nb\n"],
    ["a list", "echo a && sleep 60", "a\n"],
    ["a group", "{ echo a; sleep 60; }", "a\n"],
    ["a subshell", "(echo a; sleep 60)", "a\n"],
    ["eval", "eval 'echo a; sleep 60'", "a\n"],
    ["a case", "case x in x) echo a; sleep 60;; esac", "a\n"],
    ["a loop's body", "for i in a b; do echo $i; [ $i = a ] || sleep 60; done", "a\nb\n"],
    ["a loop's condition", "while echo a; sleep 60; do :; done", "a\n"],
    ["an until loop's condition", "until echo a; sleep 60; do :; done", "a\n"],
  ])("keeps what it had printed, in %s", async (_where, command, stdout) => {
    expect(await runWarm(command, SHORT_MS)).toEqual({ outcome: "timeout", stdout, stderr: "" });
  });

  it("keeps what it had printed into a file", async () => {
    expect((await runWarm("bash -c 'echo a; sleep 60' > log; echo never >> log", SHORT_MS)).outcome).toBe("timeout");
    expect((await run("cat log", PATIENT_MS)).stdout).toBe("a\n");
  });

  it("leaves no command running that could act later", async () => {
    expect(
      (await run("timeout 0.1 bash -c 'sleep 0.2; echo late > late'; sleep 0.4; ls late", PATIENT_MS)).outcome,
    ).toBe("exit");
    expect((await run("bash -c 'sleep 2; echo late > late'", 300)).outcome).toBe("timeout");
    expect((await run("sleep 2; ls late", PATIENT_MS)).outcome).toBe("exit");
  });
});
